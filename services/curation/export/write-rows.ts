import { once } from 'node:events';
import { open, rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { WrittenFormat } from '../../../schemas/file-formats.ts';
import type { WritableRow } from '../../corpus/typed-value.ts';
import { nothingReplaced, type Replaced } from './exact-json.ts';
import { csvRecords, jsonArray, toJsonLines } from './text-rows.ts';
import { writeParquet, type TypedColumn } from './write-parquet.ts';

export interface RowFile {
  readonly format: WrittenFormat;
  /** Whether to compress the file; ignored by formats that compress by themselves. */
  readonly gzip: boolean;
  /** The columns, for formats that are tables. */
  readonly columns: readonly TypedColumn[];
}

type Batches = AsyncIterable<readonly WritableRow[]>;
type Writer = (
  path: string,
  batches: Batches,
  file: Omit<RowFile, 'format'>,
  replaced: Replaced,
) => Promise<void>;
type TextOf = (batches: Batches, replaced: Replaced, names: readonly string[]) => AsyncIterable<string>;

/** The writer of each format that is written. */
const WRITERS: Readonly<Record<WrittenFormat, Writer>> = {
  json: textWriter(jsonArray),
  jsonl: textWriter(toJsonLines),
  csv: textWriter((batches, replaced, names) => csvRecords(batches, replaced, names, ',')),
  tsv: textWriter((batches, replaced, names) => csvRecords(batches, replaced, names, '\t')),
  parquet: (path, batches, { columns }, replaced) => writeParquet(path, columns, batches, replaced),
};

/**
 * Writes rows as they come, and gives how many values the format could not carry. The file gets its name only when it is
 * complete; after an error there is no file.
 */
export async function writeRows(path: string, batches: Batches, file: RowFile): Promise<Replaced> {
  const replaced = nothingReplaced();
  const partial = `${path}.part`;
  try {
    await WRITERS[file.format](partial, batches, file, replaced);
    await sync(partial);
    await rename(partial, path);
    return replaced;
  } finally {
    await rm(partial, { force: true });
  }
}

function textWriter(textOf: TextOf): Writer {
  return (path, batches, { columns, gzip }, replaced) => {
    const names = columns.map(({ name }) => name);
    return writeText(path, textOf(batches, replaced, names), gzip);
  };
}

async function writeText(path: string, text: AsyncIterable<string>, gzip: boolean): Promise<void> {
  const source = Readable.from(text, { objectMode: false });
  // Opened before there is anything that may fail: a file that is still being opened would come back after its removal.
  const target = (await open(path, 'w')).createWriteStream();
  try {
    if (gzip) await pipeline(source, createGzip(), target);
    else await pipeline(source, target);
  } finally {
    if (!target.closed) await once(target, 'close');
  }
}

async function sync(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
