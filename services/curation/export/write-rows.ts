import { createWriteStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { WrittenFormat } from '../../../schemas/file-formats.ts';
import type { Row } from '../../corpus/row.ts';
import { csvRecords, jsonArray, toJsonLines } from './text-rows.ts';
import { writeParquet, type TypedColumn } from './write-parquet.ts';

export interface RowFile {
  readonly format: WrittenFormat;
  /** Whether to compress the file; ignored by formats that compress by themselves. */
  readonly gzip: boolean;
  /** The columns, for formats that are tables. */
  readonly columns: readonly TypedColumn[];
}

type Batches = AsyncIterable<readonly Row[]>;
type Writer = (path: string, batches: Batches, file: Omit<RowFile, 'format'>) => Promise<void>;

/** The writer of each format that is written. */
const WRITERS: Readonly<Record<WrittenFormat, Writer>> = {
  json: textWriter(jsonArray),
  jsonl: textWriter(toJsonLines),
  csv: textWriter((batches, names) => csvRecords(batches, names, ',')),
  tsv: textWriter((batches, names) => csvRecords(batches, names, '\t')),
  parquet: (path, batches, { columns }) => writeParquet(path, columns, batches),
};

/** Writes rows as they come. The file gets its name only when it is complete; after an error there is no file. */
export async function writeRows(path: string, batches: Batches, file: RowFile): Promise<void> {
  const partial = `${path}.part`;
  try {
    await WRITERS[file.format](partial, batches, file);
    await sync(partial);
    await rename(partial, path);
  } finally {
    await rm(partial, { force: true });
  }
}

function textWriter(textOf: (batches: Batches, names: readonly string[]) => AsyncIterable<string>): Writer {
  return (path, batches, { columns, gzip }) => {
    const names = columns.map(({ name }) => name);
    return writeText(path, textOf(batches, names), gzip);
  };
}

async function writeText(path: string, text: AsyncIterable<string>, gzip: boolean): Promise<void> {
  const source = Readable.from(text, { objectMode: false });
  const target = createWriteStream(path);
  if (gzip) await pipeline(source, createGzip(), target);
  else await pipeline(source, target);
}

async function sync(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
