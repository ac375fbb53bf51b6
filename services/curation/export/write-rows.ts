import { createWriteStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { FileFormat } from '../../../schemas/layout.ts';
import type { Row } from '../../corpus/row.ts';
import { csvRecords, jsonArray, jsonLines } from './text-rows.ts';
import { writeParquet, type Column } from './write-parquet.ts';

export interface RowFile {
  readonly format: FileFormat;
  /** Not for Parquet, which is compressed in itself. */
  readonly gzip: boolean;
  /** Of the formats that are tables: CSV, TSV, Parquet. */
  readonly columns: readonly Column[];
}

/** Writes the rows as they come; the file appears under its name when it is whole, and not at all otherwise. */
export async function writeRows(
  path: string,
  batches: AsyncIterable<readonly Row[]>,
  file: RowFile,
): Promise<void> {
  const partial = `${path}.part`;
  try {
    if (file.format === 'parquet') await writeParquet(partial, file.columns, batches);
    else await writeText(partial, textOf(batches, file.format, file.columns), file.gzip);
    await sync(partial);
    await rename(partial, path);
  } finally {
    await rm(partial, { force: true });
  }
}

function textOf(
  batches: AsyncIterable<readonly Row[]>,
  format: Exclude<FileFormat, 'parquet'>,
  columns: readonly Column[],
): AsyncIterable<string> {
  switch (format) {
    case 'jsonl':
      return jsonLines(batches);
    case 'json':
      return jsonArray(batches);
    case 'csv':
    case 'tsv':
      return csvRecords(
        batches,
        columns.map(({ name }) => name),
        format === 'csv' ? ',' : '\t',
      );
  }
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
