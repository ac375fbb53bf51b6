import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import type { Rejection } from '../../../schemas/jobs.ts';
import type { RowOrigin } from '../../../schemas/layout.ts';
import type { InstructionContent } from '../../../schemas/record.ts';
import { readCorpus, type CorpusReading, type ReadOptions } from '../../../services/corpus/read-corpus.ts';

export interface ReadFile {
  readonly reading: CorpusReading;
  readonly contents: InstructionContent[];
  readonly origins: RowOrigin[];
  readonly rejections: Rejection[];
}

/** A directory for the samples of one test file, removed after it. */
export function sampleFiles(): {
  write: (name: string, data: string | Buffer) => Promise<string>;
  read: (name: string, data: string | Buffer, options?: ReadOptions) => Promise<ReadFile>;
} {
  let directory = '';
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'kindred-corpus-'));
  });
  afterAll(async () => {
    await rm(directory, { recursive: true, force: true });
  });
  const write = async (name: string, data: string | Buffer): Promise<string> => {
    const path = join(directory, name);
    await writeFile(path, data);
    return path;
  };
  return { write, read: async (name, data, options) => readAll(await write(name, data), options) };
}

export async function readAll(path: string, options: ReadOptions = {}): Promise<ReadFile> {
  const reading = await readCorpus(path, options);
  const contents: InstructionContent[] = [];
  const origins: RowOrigin[] = [];
  const rejections: Rejection[] = [];
  for await (const row of reading.rows) {
    if ('rejection' in row) rejections.push(row.rejection);
    else {
      contents.push(row.content);
      origins.push(row.origin);
    }
  }
  return { reading, contents, origins, rejections };
}

/** Instructions in their order, and the lines of the rows that were rejected. */
export function outcome({ contents, rejections }: ReadFile): { read: string[]; rejected: number[] } {
  return {
    read: contents.map(({ instruction }) => instruction),
    rejected: rejections.map(({ line }) => line),
  };
}
