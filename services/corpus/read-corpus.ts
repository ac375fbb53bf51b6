import { KindredError } from '../../schemas/errors.ts';
import type { Rejection } from '../../schemas/jobs.ts';
import type { ColumnMap, FileFormat, LayoutName, RowOrigin } from '../../schemas/layout.ts';
import type { InstructionContent } from '../../schemas/record.ts';
import { splitOfName } from './file-place.ts';
import { detectFormat } from './formats.ts';
import { openByteSource, type ByteSource } from './formats/byte-source.ts';
import { DamagedData } from './formats/damaged-data.ts';
import type { RowsWanted } from './formats/format-reader.ts';
import { rejectedExcerpt, messageOf, type FoundRow, type RawRow } from './formats/raw-row.ts';
import { readValue, wellFormed } from './json-value.ts';
import { detectLayout, fittingLayout, layoutFor, layoutNamed } from './layouts.ts';
import { parseStructure } from './layouts/cell-text.ts';
import { whyNoLayout } from './layouts/no-layout.ts';
import type { ValueNotes } from './typed-value.ts';
import { originOf } from './row-origin.ts';
import { otherRequestNote } from './other-request.ts';
import { mapLayout, shippedMap } from './shipped-maps.ts';
import { rowsOfFile } from './row-stream.ts';
import type { Layout } from './layouts/layout.ts';
import { isObject, RowProblem, type Row } from './row.ts';

/** The layout is told from this many rows. */
const SAMPLE_ROWS = 50;
/** After this many rows of the file the layout is told from the readable rows among them. */
const MAX_SAMPLE_ROWS = 1_000;
/** When none of this many rows can be read, the rest of the file is not tried. */
const HOPELESS_ROWS = 10_000;
/** The most rows that a file may have. */
const MAX_ROWS = 100_000_000;
const ROW_IN_TEXT =
  'the row is a text that holds a row as JSON: it was written as JSON twice, so read each text with a JSON library once more';

export interface ReadOptions {
  /** The name of the file in messages, whose extension is looked at too. Default: that of the path. */
  readonly fileName?: string | null;
  /** Default: told from the content. */
  readonly format?: FileFormat | null;
  /** Default: told from the first rows. */
  readonly layout?: LayoutName | null;
  /** Which column holds which field, for the layout `columns`. */
  readonly columns?: ColumnMap | null;
  /** The name of a column map that Kindred ships, with which all rows are read. */
  readonly map?: string | null | undefined;
  /** The list that holds the rows of a JSON file, as a dotted path. Default: found by name. */
  readonly rows?: string | undefined;
  /** The source of the rows that name none. */
  readonly source?: string | undefined;
  /** The split of the rows of the file. Default: told by the file. */
  readonly split?: string | undefined;
  /** Number of rows, with the rejected ones, that an earlier attempt has handled; they are left out. */
  readonly skipRows?: number;
}

/** A row of a file with its content, or the reason why it cannot be read. */
export type CorpusRow = ReadRow | { readonly rejection: Rejection };

interface ReadRow {
  readonly line: number;
  readonly content: InstructionContent;
  readonly origin: RowOrigin;
}

type RowPlace = Pick<FoundRow, 'line' | 'inLine' | 'part' | 'split'>;
/** A row, with what JSON does not say of its values. */
type ParsedRow = ValueNotes & { readonly row: Row };
type ReadAtPlace = (parsed: ParsedRow, place: RowPlace) => ReadRow;

/** A file that is being read. */
export interface CorpusReading {
  readonly format: FileFormat;
  /** The layout that was set, or that of most of the first rows; null when none of these could be parsed. */
  readonly layout: LayoutName | null;
  /** The name of the column map by which most of the first rows were told; null when it was none. */
  readonly map: string | null;
  /** Size of the file on the disk in bytes. */
  readonly bytesTotal: number;
  /** How many of these bytes have been read, which is a little ahead of the rows that were given. */
  bytesRead(): number;
  /** What of the file was not read, as sentences; known once the rows have been read. */
  notes(): readonly string[];
  /**
   * The rows in the order of the file. They are read as they are asked for, and the file is closed when the iteration ends.
   * @throws KindredError `nothing_readable` at the end of a file without a readable row, unless rows were skipped
   */
  readonly rows: AsyncIterable<CorpusRow>;
}

/**
 * Opens a file of instruction data. Format and layout are told from its beginning unless they are set. The rows are then
 * read as a stream.
 * @throws KindredError `not_found` when there is no such file, `invalid_request` when it cannot be opened or the options
 * contradict each other, `unsupported_format` when it is of another format, `nothing_readable` when the first rows are of
 * no known layout
 */
export async function readCorpus(path: string, options: ReadOptions = {}): Promise<CorpusReading> {
  const source = await openByteSource(path, options.fileName ?? undefined);
  const forced = forcedLayout(options);
  const format = options.format ?? detectFormat(source);
  const notes = new Set<string>();
  const wanted = {
    rows: options.rows ?? rowsOfMap(options.map),
    note: (sentence: string) => void notes.add(sentence),
  };
  const layout = forced ?? (await findLayout(source, format, wanted));
  const splitOfFile = options.split ?? splitOfName(source.name);
  const read: ReadAtPlace = ({ row, exact, types }, raw) => {
    const { line, inLine, part, split = splitOfFile } = raw;
    const own = forced?.forRow?.(row) ?? forced ?? layoutFor(row, layout);
    const found = own.read(row);
    const other = otherRequestNote(row, found, layout, own);
    if (other !== null) wanted.note(other);
    const content = { ...found, source: found.source ?? options.source ?? null, ...(exact && { exact }) };
    const place = {
      file: source.name,
      line,
      ...(inLine !== undefined && { row_in_line: inLine }),
      ...(part !== undefined && { part }),
      ...(split !== undefined && { split }),
      ...(types && { types }),
    };
    return { line, content, origin: originOf(row, content, own, place) };
  };
  return {
    format,
    layout: layout?.name ?? null,
    map: layout?.map ?? null,
    bytesTotal: source.bytesTotal,
    bytesRead: () => source.bytesRead(),
    notes: () => [...notes],
    rows: {
      [Symbol.asyncIterator]: () => corpusRows(source, format, read, options.skipRows ?? 0, wanted),
    },
  };
}

function forcedLayout({ layout, columns, map }: ReadOptions): Layout | null {
  if (map !== undefined && map !== null) {
    if (columns || (layout ?? 'columns') !== 'columns') throw twoLayouts();
    return mapLayout(shippedMap(map));
  }
  const name = layout ?? (columns ? 'columns' : null);
  return name === null ? null : layoutNamed(name, columns ?? null);
}

/** Where the rows lie that a map is for. */
function rowsOfMap(map: ReadOptions['map']): string | undefined {
  return map === undefined || map === null ? undefined : shippedMap(map).rows;
}

function twoLayouts(): KindredError {
  const message = 'A named map goes with neither a column map nor another layout: leave one of them out.';
  return new KindredError('invalid_request', message, { field: 'map' });
}

/**
 * Tells the layout from the first rows; null when none of them can be parsed.
 * @throws KindredError `nothing_readable` when rows can be parsed, and none is of a known layout
 */
async function findLayout(
  source: ByteSource,
  format: FileFormat,
  wanted: RowsWanted,
): Promise<Layout | null> {
  const sample: Row[] = [];
  let seen = 0;
  for await (const raw of rowsUntilDamage(source, format, 0, wanted)) {
    const row = 'row' in raw ? asRowOrNull(raw.row) : null;
    if (row !== null) sample.push(row);
    seen += 1;
    if (sample.length >= SAMPLE_ROWS || seen >= MAX_SAMPLE_ROWS) break;
  }
  const layout = detectLayout(sample);
  const [first] = sample;
  if (layout !== null || first === undefined) return layout;
  throw nothingReadable(source, format, whyNoLayout(first));
}

function asRowOrNull(value: unknown): Row | null {
  try {
    return asRow(value).row;
  } catch {
    return null;
  }
}

/**
 * A value of a file as a row. A text by itself, as in a list of instructions, becomes a row with the field `text`.
 * @throws RowProblem when it is neither a text nor an object, or a text that holds a row
 */
function asRow(value: unknown): ParsedRow {
  if (typeof value === 'string' && holdsRow(value)) throw new RowProblem(ROW_IN_TEXT);
  const { json, ...notes } = readValue(typeof value === 'string' ? { text: value } : value);
  if (isObject(json)) return { row: json, ...notes };
  throw new RowProblem('the row is not an object with named fields: give one object a row');
}

/** Whether a text is a row that was written as JSON twice. Other JSON in a text may be an instruction. */
function holdsRow(text: string): boolean {
  if (!text.startsWith('{')) return false;
  const row = parseStructure(text);
  return isObject(row) && fittingLayout(row) !== null;
}

async function* corpusRows(
  source: ByteSource,
  format: FileFormat,
  read: ReadAtPlace,
  skip: number,
  wanted: RowsWanted,
): AsyncGenerator<CorpusRow, void, undefined> {
  let readable = skip > 0;
  let rows = skip;
  let first: Rejection | null = null;
  for await (const raw of rowsUntilDamage(source, format, skip, wanted)) {
    const row = readRow(raw, read);
    rows += 1;
    if (rows > MAX_ROWS) throw tooManyRows(source);
    if ('content' in row) readable = true;
    else first ??= row.rejection;
    if (!readable && rows >= HOPELESS_ROWS) break;
    yield row;
  }
  if (readable) return;
  const none = ['csv', 'tsv'].includes(format) ? 'it has no rows below its header' : 'it has no rows';
  const why = first === null ? none : `the first row, line ${first.line}, fails: ${first.reason}`;
  throw nothingReadable(source, format, why);
}

/**
 * The rows of a file. When its compressed data are damaged or end early, the rows before that point are given, and the last
 * one is an error that says so.
 */
async function* rowsUntilDamage(
  source: ByteSource,
  format: FileFormat,
  skip: number,
  wanted: RowsWanted,
): AsyncGenerator<RawRow, void, undefined> {
  let line = 0;
  try {
    for await (const raw of await rowsOfFile(source, format, skip, wanted)) {
      line = raw.line;
      yield raw;
    }
  } catch (error) {
    if (error instanceof KindredError) throw error;
    if (!(error instanceof DamagedData)) {
      throw new KindredError('internal', `Reading ${source.name} failed: ${messageOf(error)}.`, {
        cause: error,
      });
    }
    const reason = `${error.message}: rows from about this line on are lost, get the file again`;
    yield { line: line + 1, error: reason, excerpt: '' };
  }
}

function readRow(raw: RawRow, read: ReadAtPlace): CorpusRow {
  if ('error' in raw) return { rejection: rejectionOf(raw, raw.error, raw.excerpt) };
  try {
    return read({ ...asRow(raw.row), ...raw.notes }, raw);
  } catch (error) {
    if (!(error instanceof RowProblem)) throw error;
    return { rejection: rejectionOf(raw, error.message, excerptOfRow(raw.row)) };
  }
}

function rejectionOf({ line, inLine }: RawRow, why: string, excerpt: string): Rejection {
  const reason = inLine === undefined ? why : `row ${inLine} of this line: ${why}`;
  return { line, reason: wellFormed(reason), excerpt: wellFormed(rejectedExcerpt(excerpt)) };
}

function excerptOfRow(row: unknown): string {
  try {
    return JSON.stringify(readValue(row).json);
  } catch {
    return '';
  }
}

function tooManyRows({ name }: ByteSource): KindredError {
  return new KindredError('payload_too_large', `${name} has more than ${MAX_ROWS} rows. Split it.`);
}

function nothingReadable(source: ByteSource, format: FileFormat, why: string): KindredError {
  const end = /[.!?]$/.test(why) ? '' : '.';
  return new KindredError(
    'nothing_readable',
    `Nothing in ${source.name} can be read as ${format}: ${why}${end}`,
  );
}
