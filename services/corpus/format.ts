import { extname } from 'node:path';
import { KindredError } from '../../schemas/errors.ts';
import type { FileFormat } from '../../schemas/layout.ts';
import { headText, isWhole, type ByteSource } from './formats/byte-source.ts';
import { readCsv, detectDelimiter } from './formats/csv.ts';
import { readJson } from './formats/json.ts';
import { readJsonl } from './formats/jsonl.ts';
import { readParquet } from './formats/parquet.ts';
import type { RawRow } from './formats/raw-row.ts';
import { isObject } from './layouts/layout.ts';

const PARQUET_MAGIC = 'PAR1';
const JSONL_EXTENSIONS = new Set(['.jsonl', '.ndjson']);
/** Number of lines that are parsed to tell JSONL from JSON. */
const LINES_TRIED = 20;
const EXPECTED = 'Expected JSON, JSONL, CSV, TSV or Parquet, plain or gzipped.';

/** For files that people upload by mistake: how they begin, and a message that says what they are and what to do. */
const FOREIGN_MAGIC: readonly (readonly [string, string])[] = [
  ['PK\x03\x04', 'is a ZIP or Excel file: unzip it, or save the sheet as CSV'],
  ['\x28\xb5\x2f\xfd', 'is compressed with Zstandard: decompress it, or compress it with gzip'],
  ['BZh', 'is compressed with bzip2: decompress it, or compress it with gzip'],
  ['\xfd7zXZ', 'is compressed with xz: decompress it, or compress it with gzip'],
  ['ARROW1', 'is an Arrow file: save it as Parquet'],
];

/**
 * Tells the format of a file by its content. The extension decides only where the content fits both JSON and JSONL.
 * @throws KindredError `unsupported_format` when it is a file of another format
 */
export function detectFormat(source: ByteSource): FileFormat {
  const magic = source.head.subarray(0, 8).toString('latin1');
  if (magic.startsWith(PARQUET_MAGIC)) return 'parquet';
  const foreign = FOREIGN_MAGIC.find(([begin]) => magic.startsWith(begin));
  if (foreign !== undefined) throw unsupported(`${source.name} ${foreign[1]}. ${EXPECTED}`);
  const text = headText(source);
  if (text.includes('\0')) throw unsupported(`${source.name} is a binary file. ${EXPECTED}`);
  const first = text.trimStart()[0];
  if (first === '[') return 'json';
  if (first === '{') return detectJson(source, text);
  const extension = dataExtension(source.name);
  if (JSONL_EXTENSIONS.has(extension)) return 'jsonl';
  if (extension === '.json') return 'json';
  return detectDelimiter(text) === '\t' ? 'tsv' : 'csv';
}

/**
 * Tells JSONL, in which most lines are whole objects, from JSON, in which an object may run over several lines. A file
 * with an extension of JSONL is JSONL unless it begins with a brace alone in its line.
 */
function detectJson(source: ByteSource, text: string): FileFormat {
  const lines = text.split('\n');
  if (!isWhole(source)) lines.pop();
  const candidates = lines.filter((line) => line.trim() !== '').slice(0, LINES_TRIED);
  const parsed = candidates.filter(isJsonObject).length;
  if (JSONL_EXTENSIONS.has(dataExtension(source.name))) {
    return parsed === 0 && candidates[0]?.trim() === '{' ? 'json' : 'jsonl';
  }
  return candidates.length > 1 && parsed * 2 > candidates.length ? 'jsonl' : 'json';
}

function isJsonObject(line: string): boolean {
  try {
    return line.trimStart().startsWith('{') && isObject(JSON.parse(line));
  } catch {
    return false;
  }
}

/** The extension in lower case, without that of gzip. */
function dataExtension(name: string): string {
  return extname(name.toLowerCase().replace(/\.gz(ip)?$/, ''));
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
  format: FileFormat,
  skip = 0,
): AsyncGenerator<RawRow, void, undefined> {
  const isParquet = source.head.subarray(0, PARQUET_MAGIC.length).toString('latin1') === PARQUET_MAGIC;
  if (isParquet !== (format === 'parquet')) {
    const found = isParquet ? 'is a Parquet file' : 'is not a Parquet file';
    throw unsupported(`${source.name} ${found}, but the format was set to ${format}: leave the format out.`);
  }
  switch (format) {
    case 'parquet':
      return readParquet(source, skip);
    case 'json':
      return readJson(source, skip);
    case 'jsonl':
      return readJsonl(source, skip);
    case 'csv':
    case 'tsv':
      requireUtf8(source);
      return readCsv(source, format === 'tsv' ? '\t' : detectDelimiter(headText(source)), skip);
  }
}

/**
 * Checks that the beginning of a file is UTF-8, or begins as UTF-16. In cells that are parsed, a wrong encoding could not
 * be told any more.
 */
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
