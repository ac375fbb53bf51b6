/** The length of the longest magic bytes in the table. */
const LONGEST_MAGIC = 16;
const GZIP_ENDING = /\.gz(ip)?$/i;
const ZSTD_ENDING = /\.zst(d)?$/i;

/**
 * What Kindred knows of a file format. It is plain data, because the help of the command line reads it and must not
 * wait until zod is loaded.
 */
export interface FormatFacts {
  /** The name of the format for people. */
  readonly title: string;
  /** The endings of file names. The first one is given to exports. */
  readonly endings: readonly [`.${string}`, ...`.${string}`[]];
  readonly mediaType: string;
  /** The first bytes of the files of the format, as Latin-1; null for text formats, which their readers recognise. */
  readonly magic: string | null;
  /** Whether the format itself is compressed. Exports in other formats can be gzipped. */
  readonly compressed: boolean;
  /** `objects` when each row has fields of its own; `table` when all rows have the same columns. */
  readonly rows: 'objects' | 'table';
  /** Whether exports can be written in the format. Every format can be read. */
  readonly written: boolean;
}

/**
 * The one table of file formats. A new entry needs its reader in `services/corpus/formats.ts`, and one that is written
 * its writer in `services/curation/export/write-rows.ts`; the compiler asks for both.
 *
 * Sentences list the formats in this order. To detect an unknown text format, the readers are tried in this order.
 */
const FILE_FORMATS = {
  json: {
    title: 'JSON',
    endings: ['.json'],
    mediaType: 'application/json',
    magic: null,
    compressed: false,
    rows: 'objects',
    written: true,
  },
  jsonl: {
    title: 'JSONL',
    endings: ['.jsonl', '.ndjson'],
    mediaType: 'application/x-ndjson',
    magic: null,
    compressed: false,
    rows: 'objects',
    written: true,
  },
  yaml: {
    title: 'YAML',
    endings: ['.yaml', '.yml'],
    mediaType: 'application/yaml',
    magic: null,
    compressed: false,
    rows: 'objects',
    written: false,
  },
  csv: {
    title: 'CSV',
    endings: ['.csv'],
    mediaType: 'text/csv',
    magic: null,
    compressed: false,
    rows: 'table',
    written: true,
  },
  tsv: {
    title: 'TSV',
    endings: ['.tsv'],
    mediaType: 'text/tab-separated-values',
    magic: null,
    compressed: false,
    rows: 'table',
    written: true,
  },
  parquet: {
    title: 'Parquet',
    endings: ['.parquet'],
    mediaType: 'application/vnd.apache.parquet',
    magic: 'PAR1',
    compressed: true,
    rows: 'table',
    written: true,
  },
  arrow: {
    title: 'Arrow',
    endings: ['.arrow', '.feather', '.ipc', '.arrows'],
    mediaType: 'application/vnd.apache.arrow.file',
    magic: 'ARROW1',
    compressed: true,
    rows: 'table',
    written: false,
  },
  text: {
    title: 'plain text',
    endings: ['.txt', '.text', '.md'],
    mediaType: 'text/plain',
    magic: null,
    compressed: false,
    rows: 'table',
    written: false,
  },
} as const satisfies Readonly<Record<string, FormatFacts>>;

type Formats = typeof FILE_FORMATS;

/** The name of a format in the table. */
export type FormatName = keyof Formats;

/** The name of a format in which exports can be written. */
export type WrittenFormat = {
  [Name in FormatName]: Formats[Name]['written'] extends true ? Name : never;
}[FormatName];

export const FORMAT_NAMES = Object.keys(FILE_FORMATS) as FormatName[];
export const WRITTEN_FORMATS = FORMAT_NAMES.filter(isWritten);

export function factsOf(format: FormatName): FormatFacts {
  return FILE_FORMATS[format];
}

function isWritten(format: FormatName): format is WrittenFormat {
  return factsOf(format).written;
}

/** All formats as part of a sentence: `JSON, JSONL, CSV, TSV or Parquet`. */
export const READ_FORMATS_TEXT = listed(FORMAT_NAMES.map((format) => factsOf(format).title));

/** How files may be compressed that are read, after the list of their formats. */
export const READ_COMPRESSIONS_TEXT = 'plain, gzipped or compressed with Zstandard';

/** The formats that are compressed in themselves, as part of a sentence. */
export const COMPRESSED_FORMATS_TEXT = listed(
  WRITTEN_FORMATS.filter((format) => factsOf(format).compressed).map((format) => factsOf(format).title),
);

/** The endings of exports as part of a sentence: `.json, .jsonl, .csv, .tsv (each also .gz) or .parquet`. */
export const WRITTEN_ENDINGS_TEXT = endingsText();

function endingsText(): string {
  const endingsOf = (compressed: boolean): string[] =>
    WRITTEN_FORMATS.map(factsOf)
      .filter((facts) => facts.compressed === compressed)
      .map(({ endings }) => endings[0]);
  return listed([`${endingsOf(false).join(', ')} (each also .gz)`, ...endingsOf(true)]);
}

/** Joins items as part of a sentence: `a, b or c`. */
function listed(items: readonly string[]): string {
  const last = items.at(-1) ?? '';
  return items.length < 2 ? last : `${items.slice(0, -1).join(', ')} or ${last}`;
}

/** Whether the name of a file ends as that of a gzipped file. */
export function isGzipName(name: string): boolean {
  return GZIP_ENDING.test(name);
}

/**
 * The format that the ending of a file's name tells, whatever its case, and also before the ending of a compression; null when
 * it tells none.
 */
export function formatOfName(name: string): FormatName | null {
  const plain = name.replace(GZIP_ENDING, '').replace(ZSTD_ENDING, '').toLowerCase();
  return FORMAT_NAMES.find((format) => factsOf(format).endings.some((end) => plain.endsWith(end))) ?? null;
}

/**
 * The format in which a file of this name is written; null when its ending tells none, or one that can only be read.
 */
export function writtenFormatOfName(name: string): WrittenFormat | null {
  const format = ZSTD_ENDING.test(name) ? null : formatOfName(name);
  return format !== null && isWritten(format) ? format : null;
}

/** The format whose magic bytes a file begins with; null for a file without such bytes, such as a text. */
export function formatOfMagic(head: Uint8Array): FormatName | null {
  const begin = String.fromCharCode(...head.subarray(0, LONGEST_MAGIC));
  const startsWith = (magic: string | null): boolean => magic !== null && begin.startsWith(magic);
  return FORMAT_NAMES.find((format) => startsWith(factsOf(format).magic)) ?? null;
}
