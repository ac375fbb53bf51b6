/** No magic bytes are longer. */
const LONGEST_MAGIC = 16;
const GZIP_ENDING = /\.gz(ip)?$/i;

/** What Kindred knows of a file format. Plain data: the help of the command line reads it, and must not wait for zod. */
export interface FormatFacts {
  /** The name for people. */
  readonly title: string;
  /** Endings of file names, the one that exports get first. */
  readonly endings: readonly [`.${string}`, ...`.${string}`[]];
  readonly mediaType: string;
  /** The first bytes of every file of the format, as Latin-1; null for text, which its reader recognises. */
  readonly magic: string | null;
  /** Whether a file is compressed in itself. Exports of other formats can be gzipped. */
  readonly compressed: boolean;
  /** Whether each row is an object with fields of its own, or all rows have the columns of one table. */
  readonly rows: 'objects' | 'table';
  /** False for a format that is read and never written. */
  readonly written: boolean;
}

/**
 * The one table of file formats. A new entry needs its reader in `services/corpus/formats.ts`, and one that is written
 * its writer in `services/curation/export/write-rows.ts`; the compiler asks for both.
 *
 * Sentences list the formats in this order, and text of an unknown format is offered to their readers in this order.
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
} as const satisfies Readonly<Record<string, FormatFacts>>;

type Formats = typeof FILE_FORMATS;

/** A format of the table; all of them can be read. */
export type FormatName = keyof Formats;

/** A format that exports can have. */
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

/** The formats in a sentence: `JSON, JSONL, CSV, TSV or Parquet`. */
export const READ_FORMATS_TEXT = listed(FORMAT_NAMES.map((format) => factsOf(format).title));

/** Formats that need no gzip, in a sentence. */
export const COMPRESSED_FORMATS_TEXT = listed(
  WRITTEN_FORMATS.filter((format) => factsOf(format).compressed).map((format) => factsOf(format).title),
);

/** What the name of an export may end in, in a sentence: `.json, .jsonl, .csv, .tsv (each also .gz) or .parquet`. */
export const WRITTEN_ENDINGS_TEXT = endingsText();

function endingsText(): string {
  const endingsOf = (compressed: boolean): string[] =>
    WRITTEN_FORMATS.map(factsOf)
      .filter((facts) => facts.compressed === compressed)
      .map(({ endings }) => endings[0]);
  return listed([`${endingsOf(false).join(', ')} (each also .gz)`, ...endingsOf(true)]);
}

/** `a, b or c`. */
function listed(items: readonly string[]): string {
  const last = items.at(-1) ?? '';
  return items.length < 2 ? last : `${items.slice(0, -1).join(', ')} or ${last}`;
}

/** Whether a file's name says that it is gzipped. */
export function isGzipName(name: string): boolean {
  return GZIP_ENDING.test(name);
}

/** The format that a file's name ends in, whatever its case and with or without the ending of gzip; null when none. */
export function formatOfName(name: string): FormatName | null {
  const plain = name.replace(GZIP_ENDING, '').toLowerCase();
  return FORMAT_NAMES.find((format) => factsOf(format).endings.some((end) => plain.endsWith(end))) ?? null;
}

/** The format that is written under a file's name; null when that is of none, or of one that is only read. */
export function writtenFormatOfName(name: string): WrittenFormat | null {
  const format = formatOfName(name);
  return format !== null && isWritten(format) ? format : null;
}

/** The format whose magic bytes a file begins with; null for all others, text among them. */
export function formatOfMagic(head: Uint8Array): FormatName | null {
  const begin = String.fromCharCode(...head.subarray(0, LONGEST_MAGIC));
  const startsWith = (magic: string | null): boolean => magic !== null && begin.startsWith(magic);
  return FORMAT_NAMES.find((format) => startsWith(factsOf(format).magic)) ?? null;
}
