import { isUtf8 } from 'node:buffer';
import { parse, type Parser } from 'csv-parse';
import { parse as parseWhole } from 'csv-parse/sync';
import { finished } from 'node:stream/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { KindredError } from '../../../schemas/errors.ts';
import { columnNames } from './column-names.ts';
import { GrowingBytes } from './growing-bytes.ts';
import { countLineFeeds, excerptOfBytes, MAX_ROW_BYTES, type RawRow } from './raw-row.ts';
import { RescanBudget } from './rescan-budget.ts';

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const NOTHING = Buffer.alloc(0);
const ESCAPED_QUOTE = '"""';
/** The most columns. Files of texts have a few; without a limit, a row of empty cells could make one for every byte. */
const MAX_COLUMNS = 10_000;
const UNCLOSED = 'a quote is opened and never closed: write a quote inside of a field twice';

const NOT_UTF8_CSV =
  'not UTF-8 text, although the file begins as such: convert the whole file to UTF-8, as `iconv -f WINDOWS-1252 -t UTF-8` ' +
  'does from the encoding of Windows';
const DIALECT = {
  record_delimiter: ['\r\n', '\n'],
  relax_column_count: true,
  relax_quotes: true,
  skip_empty_lines: true,
};

/** A first line in which Excel is told the delimiter. */
export const DELIMITER_LINE = /^\uFEFF?"?sep=(.)"?\r?(?:\n|$)/;

export const DELIMITERS = [',', ';', '\t'] as const;
export type Delimiter = (typeof DELIMITERS)[number];

interface CsvRecord {
  readonly cells: readonly string[];
  /** Where the record ends, counted in bytes from where its parser began. */
  readonly end: number;
}

/**
 * Cuts the bytes of a CSV file into rows, whose fields have the names of the first record. Beside the parser it keeps the
 * bytes of the record that is not complete yet. From them come the line and the excerpt of a rejected row. And when a quote
 * is never closed, so that the parser takes all following lines for a part of the field, they are parsed again.
 */
export class CsvRows {
  private header: readonly string[] | null;
  private line = 1;
  /** The bytes after the last complete record. */
  private readonly pending = new GrowingBytes();
  /** Where `pending` begins, counted in bytes from where the parser began. */
  private offset = 0;
  private records: CsvRecord[] = [];
  private parser: Parser;
  /** Whether the rest of a line that was too long is being thrown away. */
  private lost = false;
  private readonly rescans = new RescanBudget('quotes');
  private readonly delimiter: Delimiter;
  private readonly limit: number;

  private readonly spaced: boolean;

  /**
   * @param header the names of the columns of a file whose first record is a row
   * @param spaced whether spaces stand between a delimiter and a quote
   */
  constructor(
    delimiter: Delimiter,
    limit: number = MAX_ROW_BYTES,
    header: readonly string[] | null = null,
    spaced = false,
  ) {
    this.header = header;
    this.spaced = spaced;
    this.delimiter = delimiter;
    this.limit = limit;
    this.parser = this.newParser();
  }

  /** The rows that are complete with `chunk`. */
  async push(chunk: Buffer): Promise<RawRow[]> {
    const bytes = this.lost ? this.afterLostLine(chunk) : chunk;
    this.rescans.read(chunk.length);
    this.pending.add(bytes);
    await this.write(bytes);
    const rows = await this.takeRows();
    this.passBlankLines();
    while (this.pending.length > this.limit) {
      rows.push(this.dropLine(this.tooLong()));
      await this.restart();
      rows.push(...(await this.takeRows()));
    }
    return rows;
  }

  private passBlankLines(): void {
    const { bytes } = this.pending;
    if (!isBlank(bytes)) return;
    this.line += countLineFeeds(bytes);
    this.offset += bytes.length;
    this.pending.drop(bytes.length);
  }

  /** The remaining rows at the end of the file. */
  async end(): Promise<RawRow[]> {
    const rows = await this.finish();
    while (!isBlank(this.pending.bytes)) {
      rows.push(this.dropLine(UNCLOSED));
      await this.restart();
      rows.push(...(await this.finish()));
    }
    return rows;
  }

  private async finish(): Promise<RawRow[]> {
    this.parser.end();
    // The only error of this parser is a quote that is left open. Then its bytes are still pending.
    await finished(this.parser).catch(() => undefined);
    return this.takeRows();
  }

  private async takeRows(): Promise<RawRow[]> {
    const rows: RawRow[] = [];
    for (let record = this.records.shift(); record !== undefined; record = this.records.shift()) {
      const bytes = this.pending.bytes.subarray(0, record.end - this.offset);
      if (hasUnclosedQuote(record.cells, bytes)) {
        rows.push(this.dropLine(UNCLOSED));
        await this.restart();
        continue;
      }
      const row = this.toRow(record.cells, bytes);
      if (row !== null) rows.push(row);
      this.pending.drop(bytes.length);
      this.offset = record.end;
      this.line += countLineFeeds(bytes);
    }
    return rows;
  }

  private toRow(cells: readonly string[], bytes: Buffer): RawRow | null {
    if (this.header === null) {
      if (DELIMITER_LINE.test(bytes.toString('utf8'))) return null;
      if (cells.length > MAX_COLUMNS) throw tooManyColumns(cells.length);
      this.header = headerNames(bytes, this.delimiter, this.spaced);
      return null;
    }
    const { header } = this;
    const blank = leadingBlank(bytes);
    const line = this.line + countLineFeeds(bytes.subarray(0, blank));
    if (cells.length === header.length && bytes.length <= this.limit && isUtf8(bytes)) {
      return { line, row: Object.fromEntries(header.map((name, column) => [name, cells[column]])) };
    }
    return {
      line,
      error: this.problemOf(cells, bytes, header.length),
      excerpt: excerptOfBytes(bytes.subarray(blank)).trimEnd(),
    };
  }

  private problemOf(cells: readonly string[], bytes: Buffer, columns: number): string {
    if (bytes.length > this.limit) return this.tooLong();
    if (!isUtf8(bytes)) return NOT_UTF8_CSV;
    const wayOut =
      cells.length > columns
        ? 'quote fields that hold the delimiter'
        : 'write a cell for each, and leave those empty that hold nothing';
    return `the row has ${cells.length === 1 ? '1 column' : `${cells.length} columns`} instead of ${columns}: ${wayOut}`;
  }

  private tooLong(): string {
    return `the row is longer than ${this.limit} bytes, or a quote in it is never closed`;
  }

  /** Takes the first line of the pending bytes as a rejected row. */
  private dropLine(error: string): RawRow {
    const { bytes } = this.pending;
    const blank = leadingBlank(bytes);
    const line = this.line + countLineFeeds(bytes.subarray(0, blank));
    const found = bytes.indexOf(LINE_FEED, blank);
    const end = found === -1 ? bytes.length : found + 1;
    const excerpt = excerptOfBytes(bytes.subarray(blank, end)).trimEnd();
    this.lost = found === -1;
    this.line = found === -1 ? line : line + 1;
    this.pending.drop(end);
    return { line, error, excerpt };
  }

  private afterLostLine(chunk: Buffer): Buffer {
    const found = chunk.indexOf(LINE_FEED);
    if (found === -1) return NOTHING;
    this.lost = false;
    this.line += 1;
    return chunk.subarray(found + 1);
  }

  private async restart(): Promise<void> {
    this.parser.destroy();
    this.parser = this.newParser();
    this.records = [];
    this.offset = 0;
    this.rescans.spend(this.pending.length);
    await nextTurn();
    await this.write(this.pending.bytes);
  }

  private newParser(): Parser {
    const parser = parse({
      ...DIALECT,
      delimiter: this.delimiter,
      ltrim: this.spaced,
      on_record: (cells: string[], { bytes }) => {
        this.records.push({ cells, end: bytes });
        return null;
      },
    });
    parser.on('error', () => undefined);
    return parser.resume();
  }

  private async write(bytes: Buffer): Promise<void> {
    if (bytes.length === 0) return;
    await new Promise((resolve) => this.parser.write(bytes, resolve));
  }
}

function tooManyColumns(count: number): KindredError {
  return new KindredError(
    'unsupported_format',
    `The first row has ${count} columns, more than ${MAX_COLUMNS}: check that lines end with line feeds and the delimiter is right.`,
    { field: 'format' },
  );
}

/**
 * The names of fields for the columns of the first record. White space around a name is left out unless the name is in
 * quotes; a name is given to a column without one.
 */
function headerNames(record: Buffer, delimiter: Delimiter, spaced: boolean): string[] {
  const [cells = []] = parseWhole(record, {
    ...{ ...DIALECT, delimiter, ltrim: spaced, to: 1 },
    cast: (cell, { quoting }) => (quoting ? cell : cell.trim()),
  });
  return columnNames(cells.map((cell, column) => (cell === '' ? `column_${column + 1}` : cell)));
}

/** Whether a field seems to run over several lines because a quote in another row has closed its quote. */
function hasUnclosedQuote(cells: readonly string[], bytes: Buffer): boolean {
  return cells.some((cell) => cell.startsWith('"') && cell.includes('\n')) && !bytes.includes(ESCAPED_QUOTE);
}

function leadingBlank(bytes: Buffer): number {
  let at = 0;
  while (bytes[at] === LINE_FEED || bytes[at] === CARRIAGE_RETURN) at += 1;
  return at;
}

function isBlank(bytes: Buffer): boolean {
  return leadingBlank(bytes) === bytes.length;
}
