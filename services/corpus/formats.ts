import {
  factsOf,
  FORMAT_NAMES,
  formatOfMagic,
  formatOfName,
  READ_COMPRESSIONS_TEXT,
  READ_FORMATS_TEXT,
  type FormatName,
} from '../../schemas/file-formats.ts';
import { KindredError } from '../../schemas/errors.ts';
import type { Json } from '../../schemas/record.ts';
import { partitionsOf } from './file-place.ts';
import { isPlainObject } from './row.ts';
import { headText, isWhole, type ByteSource } from './formats/byte-source.ts';
import { foreignFile, foreignText } from './formats/foreign-files.ts';
import { arrowReader } from './formats/arrow.ts';
import { isArrowStream } from './formats/arrow-messages.ts';
import { csvReader, tsvReader } from './formats/csv.ts';
import type { FormatReader, RowsWanted } from './formats/format-reader.ts';
import { jsonReader } from './documents/json-reader.ts';
import { jsonlReader } from './formats/jsonl.ts';
import { parquetReader } from './formats/parquet.ts';
import type { RawRow } from './formats/raw-row.ts';
import { yamlReader } from './documents/yaml-reader.ts';
import { textReader } from './formats/text.ts';

/** The reader of each format. */
const READERS: Readonly<Record<FormatName, FormatReader>> = {
  json: jsonReader,
  jsonl: jsonlReader,
  yaml: yamlReader,
  csv: csvReader,
  tsv: tsvReader,
  parquet: parquetReader,
  arrow: arrowReader,
  text: textReader,
};

/** What text is taken for when no reader recognises it: a table, of one column if it must be. */
const ANY_TEXT: FormatName = 'csv';
const EXPECTED = `Expected ${READ_FORMATS_TEXT}, ${READ_COMPRESSIONS_TEXT}.`;

/**
 * The format of a file by its content; the name decides only where the content leaves it open.
 * @throws KindredError `unsupported_format` for what is none of the table's
 */
export function detectFormat(source: ByteSource): FormatName {
  const own = binaryFormatOf(source);
  if (own !== null) return own;
  refuseForeign(source);
  const text = headText(source);
  // A file that is named as plain text is so first: a prompt may begin as JSON or YAML does.
  const order: readonly FormatName[] =
    formatOfName(source.name) === 'text' ? ['text', ...FORMAT_NAMES] : FORMAT_NAMES;
  return order.find((format) => READERS[format].recognises?.(source, text)) ?? ANY_TEXT;
}

/** The format of a file that is not text; null for all others. */
function binaryFormatOf({ head }: ByteSource): FormatName | null {
  return formatOfMagic(head) ?? (isArrowStream(head) ? 'arrow' : null);
}

/**
 * Refuses a file that no reader can make rows of, and says what it is.
 * @throws KindredError `unsupported_format` for a file of another kind, `nothing_readable` for one without content
 */
function refuseForeign(source: ByteSource): void {
  const { name, head } = source;
  const text = headText(source);
  if (isWhole(source) && text.trim() === '') {
    const what = head.length === 0 ? 'is empty' : 'holds nothing but blank lines';
    throw new KindredError('nothing_readable', `${name} ${what}.`, { field: 'path' });
  }
  const foreign = foreignFile(source) ?? foreignText(text);
  if (foreign !== null) throw unsupported(`${name} ${foreign}. ${EXPECTED}`);
  if (text.includes('\0')) throw unsupported(`${name} ${withNul(head)}. ${EXPECTED}`);
}

/** Text in UTF-16 has a zero in every second byte and hardly one in the others, as long as its letters are Latin. */
function withNul(head: Buffer): string {
  const zeros = [0, 1].map((from) => head.filter((byte, at) => at % 2 === from && byte === 0).length);
  const isUtf16 = Math.max(...zeros) > 0.4 * head.length && Math.min(...zeros) < 0.01 * head.length;
  return isUtf16 ? 'is text in UTF-16 without a byte order mark: save it as UTF-8' : 'is a binary file';
}

function unsupported(message: string): KindredError {
  return new KindredError('unsupported_format', message, { field: 'format' });
}

/**
 * Reads the rows of a file in `format`, in their order, leaving out the first `skip`.
 * @throws KindredError `unsupported_format` when the content cannot be of that format, or a format of text is not Unicode
 */
export function readRows(
  source: ByteSource,
  format: FormatName,
  skip = 0,
  wanted: RowsWanted = {},
): AsyncGenerator<RawRow, void, undefined> {
  const found = binaryFormatOf(source);
  if (found === null) refuseForeign(source);
  if (found !== format && (found !== null || factsOf(format).magic !== null)) {
    const what = found === null ? `not ${factsOf(format).title}` : factsOf(found).title;
    throw unsupported(
      `${source.name} is ${what}, but the format was set to ${format}: leave the format out.`,
    );
  }
  const rows = READERS[format].read(source, skip, wanted);
  const partitions = Object.entries(partitionsOf(source.name));
  return partitions.length === 0 ? rows : withPartitions(rows, partitions);
}

/** Gives each row the columns that stand in the names of its folders, unless the file has them itself. */
async function* withPartitions(
  rows: AsyncGenerator<RawRow, void, undefined>,
  columns: readonly [string, Json][],
): AsyncGenerator<RawRow, void, undefined> {
  for await (const raw of rows) {
    if ('row' in raw && isPlainObject(raw.row)) yield { ...raw, row: withMissing(raw.row, columns) };
    else yield raw;
  }
}

function withMissing(row: object, columns: readonly [string, Json][]): object {
  const missing = columns.filter(([column]) => !Object.hasOwn(row, column));
  return { ...row, ...Object.fromEntries(missing) };
}

/** Whether the reader of a format looks itself for the list of rows that is wanted, instead of in each row. */
export function findsRows(format: FormatName): boolean {
  return READERS[format].findsRows === true;
}
