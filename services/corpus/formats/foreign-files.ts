import type { ByteSource } from './byte-source.ts';

/** What a file is that people name by mistake, and the way out. The text goes on after the name of the file. */
type Foreign = (source: ByteSource, begin: string) => string | null;

const SAVE_ROWS = 'save its rows as JSONL or Parquet';
const TAR_MAGIC_AT = 257;
const MAX_TITLE_LENGTH = 100;

/** By their first bytes, as Latin-1. */
const MAGIC: readonly (readonly [string, string])[] = [
  ['\xfd7zXZ', 'is compressed with xz: decompress it (unxz, 7-Zip), or compress it with gzip or zstd'],
  ['\x04\x22\x4d\x18', 'is compressed with LZ4: decompress it (lz4 -d), or compress it with gzip or zstd'],
  ['\xff\x06\x00\x00sNaPpY', 'is compressed with Snappy: decompress it, or compress it with gzip or zstd'],
  ['\x1f\x8b', 'is compressed twice: decompress it once'],
  ['\x28\xb5\x2f\xfd', 'is compressed twice: decompress it once'],
  ['7z\xbc\xaf\x27\x1c', 'is a 7z archive: unpack it (7-Zip) and name the files in it'],
  ['Rar!\x1a\x07', 'is a RAR archive: unpack it and name the files in it'],
  ['\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1', 'is an old Excel or Word file: open it and save the sheet as CSV'],
  ['SQLite format 3\0', 'is an SQLite database: export the table as CSV (sqlite3 -header -csv)'],
  [
    '%PDF-',
    `is a PDF document: it has no rows. Take its texts out and ${SAVE_ROWS.replace('its rows', 'them')}`,
  ],
  ['{\\rtf', 'is a rich text document: save it as plain text'],
  ['\x93NUMPY', `is a NumPy array: ${SAVE_ROWS}`],
  ['\x89HDF\r\n', `is an HDF5 file: ${SAVE_ROWS}`],
  ['<stata_dta>', 'is a Stata file: save it as CSV'],
  ['\x89PNG', 'is a picture, and holds no rows'],
  ['\xff\xd8\xff', 'is a picture, and holds no rows'],
];

/** The same for first bytes with which a text may begin too: they count in a file that holds a zero. */
const MAGIC_OF_LETTERS: readonly (readonly [string, string])[] = [
  ['FEA1', `is a Feather file of version 1: read it with pyarrow or R and save it as Parquet`],
  ['ORC', 'is an ORC file: save it as Parquet'],
  ['PARE', 'is an encrypted Parquet file: save it without encryption'],
  ['RDX', `is a file of R: ${SAVE_ROWS}`],
  ['$FL2', 'is an SPSS file: save it as CSV'],
  ['GGUF', 'holds the weights of a model, and no rows'],
  ['GIF8', 'is a picture, and holds no rows'],
  ['Obj\x01', 'is an Avro file: save it as Parquet or JSONL'],
];

/** What a ZIP archive is, by names of files in it. */
const ZIP_KINDS: readonly (readonly [RegExp, string])[] = [
  [/xl\/|opendocument\.spreadsheet/, 'is a spreadsheet: open it and save the sheet as CSV'],
  [/word\/|opendocument\.text/, 'is a text document: open it and save it as plain text, or its table as CSV'],
  [/ppt\/|opendocument\.presentation/, 'is a presentation, and holds no rows'],
  [/\[Content_Types\]\.xml|docProps\//, 'is an Office file: open it and save the sheet as CSV'],
  [/\/data\.pkl/, 'holds tensors of PyTorch: load it and save its rows as JSONL'],
  [/\.npy/, 'is an archive of NumPy arrays: load it and save its rows as JSONL'],
];

/** What a server answers instead of a file, as the whole text. */
const ANSWERS =
  /^(404: Not Found|Not Found|Entry not found|Repository not found|Invalid username or password\.?|Invalid credentials in Authorization header|Access to .{1,200} is restricted.{0,200}|Forbidden|Unauthorized)$/i;

const BZIP2 = 'is compressed with bzip2: decompress it (bunzip2, 7-Zip), or compress it with gzip or zstd';
const DUCKDB = "is a DuckDB database: write the table as Parquet (COPY table TO 'rows.parquet')";
const PICKLE =
  'is a Python pickle, which is not opened because it could run code: load it in Python and save its rows as JSONL or Parquet';

const KINDS: readonly Foreign[] = [
  zipKind,
  ({ head }) => (head.subarray(8, 12).toString('latin1') === 'DUCK' ? DUCKDB : null),
  ({ head }) =>
    head.subarray(TAR_MAGIC_AT, TAR_MAGIC_AT + 5).toString('latin1') === 'ustar'
      ? 'is a tar archive: unpack it (tar -xf) and name the files in it'
      : null,
  (_source, begin) => (/^\x80[\x02-\x05]/.test(begin) ? PICKLE : null),
  (_source, begin) => (/^[^]{4}\0\0\0\0\{"/.test(begin) ? 'holds the weights of a model, and no rows' : null),
  (_source, begin) => (/^BZh\d1AY&SY/.test(begin) ? BZIP2 : null),
  ({ head }, begin) =>
    head.includes(0) ? (MAGIC_OF_LETTERS.find(([magic]) => begin.startsWith(magic))?.[1] ?? null) : null,
  (_source, begin) => MAGIC.find(([magic]) => begin.startsWith(magic))?.[1] ?? null,
];

/** What a file is when its first bytes say that it has no rows to read, and what to do; null for all others. */
export function foreignFile(source: ByteSource): string | null {
  const begin = source.head.subarray(0, 16).toString('latin1');
  for (const kind of KINDS) {
    const found = kind(source, begin);
    if (found !== null) return found;
  }
  return null;
}

function zipKind({ head }: ByteSource, begin: string): string | null {
  if (begin.startsWith('PK\x05\x06')) return 'is an empty ZIP archive';
  if (!begin.startsWith('PK\x03\x04')) return null;
  const names = head.toString('latin1');
  const known = ZIP_KINDS.find(([pattern]) => pattern.test(names));
  return known?.[1] ?? 'is a ZIP archive: unzip it and name the files in it';
}

/** The same for a file whose beginning is the text `text`. */
export function foreignText(text: string): string | null {
  const begin = text.trimStart();
  if (begin.startsWith('version https://git-lfs.github.com/spec/')) {
    return 'is a pointer of Git LFS to the file, and not the file itself: run git lfs pull, or download the file';
  }
  if (/^\/?(\.\.\/)*\.git\/annex\/objects\/|^\/annex\/objects\//.test(begin)) {
    return 'is a pointer of git-annex to the file, and not the file itself: run git annex get';
  }
  if (/^<(!doctype html|html|head|body)\b/i.test(begin)) {
    return `is a web page${titled(begin)}, and not data: what was saved is probably a page to log in or an error. Download the file itself`;
  }
  if (/^<\?xml\b|^<Error>/.test(begin)) {
    const code = /<Code>([^<]{1,100})<\/Code>/.exec(begin)?.[1];
    return code === undefined
      ? 'is an XML document: convert it to JSONL or CSV'
      : `is the answer of a storage that refused the file (${code}), and not data: download it again`;
  }
  const whole = begin.trimEnd();
  return ANSWERS.test(whole)
    ? `holds only "${whole}", the answer of a server, and not data: download the file again`
    : null;
}

function titled(page: string): string {
  const title = /<title[^<>]*>([^<]*)/i.exec(page)?.[1]?.replace(/\s+/g, ' ').trim() ?? '';
  return title === '' ? '' : ` (“${title.slice(0, MAX_TITLE_LENGTH)}”)`;
}
