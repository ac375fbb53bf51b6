import { parse } from 'csv-parse/sync';
import { KindredError } from '../../../schemas/errors.ts';
import { BackslashQuotes, hasBackslashQuotes } from './backslash-quotes.ts';
import { headText, openText, type ByteSource } from './byte-source.ts';
import { CsvRows, DELIMITER_LINE, DELIMITERS, type Delimiter } from './csv-rows.ts';
import type { FormatReader } from './format-reader.ts';
import type { RawRow } from './raw-row.ts';

/** The most words that the name of a column has. */
const WORDS_OF_NAME = 5;
const RELAXED = { relax_quotes: true, relax_column_count: true, skip_empty_lines: true };

export const csvReader: FormatReader = {
  recognises: null,
  read: (source, skip) => readCsv(source, detectDelimiter(headText(source)), skip),
};

export const tsvReader: FormatReader = {
  recognises: (_source, text) => detectDelimiter(text) === '\t',
  read: (source, skip) => readCsv(source, '\t', skip),
};

/**
 * Reads the rows of a CSV or TSV file as objects of texts, whose fields have the names of the first record, with the lines
 * in which they begin. A quoted field may run over several lines. The first `skip` rows are left out.
 */
async function* readCsv(
  source: ByteSource,
  delimiter: Delimiter,
  skip: number,
): AsyncGenerator<RawRow, void, undefined> {
  requireUtf8(source);
  const text = headText(source);
  const header = isWithoutHeader(text, delimiter) ? ['text'] : null;
  const scanner = new CsvRows(delimiter, undefined, header, isSpaced(text, delimiter));
  let seen = 0;
  for await (const chunk of openCsv(source)) {
    const rows = await scanner.push(chunk);
    yield* rows.slice(Math.max(0, skip - seen));
    seen += rows.length;
  }
  yield* (await scanner.end()).slice(Math.max(0, skip - seen));
}

/** The text of the file, with quotes within fields written twice. */
async function* openCsv(source: ByteSource): AsyncGenerator<Buffer, void, undefined> {
  if (!hasBackslashQuotes(headText(source))) return yield* openText(source);
  const quotes = new BackslashQuotes();
  for await (const chunk of openText(source)) yield quotes.push(chunk);
  yield quotes.end();
}

/** Whether a file of one column begins with a row: a sentence is no name of a column. */
function isWithoutHeader(text: string, delimiter: Delimiter): boolean {
  const [first = '', ...others] = firstRecord(text, delimiter);
  return (
    others.length === 0 &&
    (/[.!?。！？]\s*$/u.test(first) || first.trim().split(/\s+/).length > WORDS_OF_NAME)
  );
}

/** The delimiter with which the first record of `text` has the most columns; a comma when it has one column with each. */
function detectDelimiter(text: string): Delimiter {
  const told = DELIMITERS.find((delimiter) => delimiter === DELIMITER_LINE.exec(text)?.[1]);
  if (told !== undefined) return told;
  let best: Delimiter = ',';
  let most = 1;
  for (const delimiter of DELIMITERS) {
    const columns = firstRecord(text, delimiter).length;
    if (columns > most) [best, most] = [delimiter, columns];
  }
  return best;
}

/** Whether spaces stand between delimiters and quotes, in the header or in the first row. Such quotes are no text. */
function isSpaced(text: string, delimiter: Delimiter): boolean {
  if (delimiter === '\t' || !new RegExp(`${delimiter} +"`).test(text)) return false;
  const plainCells: string[] = [];
  const cast = (cell: string, { quoting }: { readonly quoting: boolean }): string => {
    if (!quoting) plainCells.push(cell);
    return cell;
  };
  try {
    parse(text, { ...RELAXED, delimiter, to: 2, cast });
  } catch {
    return false;
  }
  return plainCells.some((cell) => /^ +"/.test(cell));
}

function firstRecord(text: string, delimiter: Delimiter): readonly string[] {
  const options = { ...RELAXED, delimiter, to: 1 };
  try {
    return parse(text.replace(DELIMITER_LINE, ''), options)[0] ?? [];
  } catch {
    // With this delimiter a quote in the header is left open, so it is not the right one.
    return [];
  }
}

/** Cells carry no sign of a wrong encoding once they are parsed, so it is looked for before. */
function requireUtf8(source: ByteSource): void {
  const isUtf16 = [0xfe, 0xff].includes(source.head[0] ?? 0);
  if (isUtf16) return;
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(source.head, { stream: true });
  } catch (cause) {
    const message = `${source.name} is not UTF-8 text: convert it to UTF-8, for example in the export of your spreadsheet.`;
    throw new KindredError('unsupported_format', message, { field: 'path', cause });
  }
}
