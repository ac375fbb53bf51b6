import {
  factsOf,
  FORMAT_NAMES,
  formatOfMagic,
  READ_FORMATS_TEXT,
  type FormatName,
} from '../../schemas/file-formats.ts';
import { KindredError } from '../../schemas/errors.ts';
import { headText, type ByteSource } from './formats/byte-source.ts';
import { csvReader, tsvReader } from './formats/csv.ts';
import type { FormatReader, RowsWanted } from './formats/format-reader.ts';
import { jsonReader } from './documents/json-reader.ts';
import { jsonlReader } from './formats/jsonl.ts';
import { parquetReader } from './formats/parquet.ts';
import type { RawRow } from './formats/raw-row.ts';
import { yamlReader } from './documents/yaml-reader.ts';

/** The reader of each format. */
const READERS: Readonly<Record<FormatName, FormatReader>> = {
  json: jsonReader,
  jsonl: jsonlReader,
  yaml: yamlReader,
  csv: csvReader,
  tsv: tsvReader,
  parquet: parquetReader,
};

/** What text is taken for when no reader recognises it: any text is a table of one column. */
const ANY_TEXT: FormatName = 'csv';
const EXPECTED = `Expected ${READ_FORMATS_TEXT}, plain or gzipped.`;

/** For files that people upload by mistake: how they begin, and a message that says what they are and what to do. */
const FOREIGN_MAGIC: readonly (readonly [string, string])[] = [
  ['PK\x03\x04', 'is a ZIP or Excel file: unzip it, or save the sheet as CSV'],
  ['\x28\xb5\x2f\xfd', 'is compressed with Zstandard: decompress it, or compress it with gzip'],
  ['BZh', 'is compressed with bzip2: decompress it, or compress it with gzip'],
  ['\xfd7zXZ', 'is compressed with xz: decompress it, or compress it with gzip'],
  ['ARROW1', 'is an Arrow file: save it as Parquet'],
];

/**
 * The format of a file by its content; the name decides only where the content leaves it open.
 * @throws KindredError `unsupported_format` for what is none of the table's
 */
export function detectFormat(source: ByteSource): FormatName {
  const own = formatOfMagic(source.head);
  if (own !== null) return own;
  const magic = source.head.subarray(0, 8).toString('latin1');
  const foreign = FOREIGN_MAGIC.find(([begin]) => magic.startsWith(begin));
  if (foreign !== undefined) throw unsupported(`${source.name} ${foreign[1]}. ${EXPECTED}`);
  const text = headText(source);
  if (text.includes('\0')) throw unsupported(`${source.name} is a binary file. ${EXPECTED}`);
  return FORMAT_NAMES.find((format) => READERS[format].recognises?.(source, text)) ?? ANY_TEXT;
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
  const found = formatOfMagic(source.head);
  if (found !== format && (found !== null || factsOf(format).magic !== null)) {
    const what = found === null ? `not ${factsOf(format).title}` : factsOf(found).title;
    throw unsupported(
      `${source.name} is ${what}, but the format was set to ${format}: leave the format out.`,
    );
  }
  return READERS[format].read(source, skip, wanted);
}

/** Whether the reader of a format looks itself for the list of rows that is wanted, instead of in each row. */
export function findsRows(format: FormatName): boolean {
  return READERS[format].findsRows === true;
}
