import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { KindredError } from '../../schemas/errors.ts';
import { CLUSTERING_FILE, SIMILARITY_FILE } from '../evaluation/ieb-files.ts';
import type { Benchmark } from './build-benchmark.ts';

const TRAIN = 'eft_train.json';
const MANIFEST = 'manifest.json';
const FILES: ReadonlySet<string> = new Set([TRAIN, CLUSTERING_FILE, SIMILARITY_FILE, MANIFEST]);

const contentsOf = (directory: string): Promise<string[] | null> =>
  readdir(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw new KindredError(
      'invalid_request',
      `"${directory}" is not a folder to write into: ${error.message}`,
      {
        cause: error,
      },
    );
  });

/**
 * Checks that a benchmark may be written into `directory`: it must be missing or empty, or hold nothing but the files of an
 * earlier benchmark with its manifest, which will be replaced.
 * @throws KindredError `conflict` when the folder has other files, `invalid_request` when it is no folder
 */
export async function assertWritable(directory: string, replace: boolean): Promise<void> {
  const contents = await contentsOf(directory);
  if (contents === null || contents.length === 0) return;
  const isBenchmark = contents.includes(MANIFEST) && contents.every((name) => FILES.has(name));
  if (!isBenchmark) {
    const example = contents.find((name) => !FILES.has(name)) ?? contents[0];
    throw new KindredError(
      'conflict',
      `"${directory}" holds other files, such as ${example}: choose a new folder.`,
    );
  }
  if (!replace) {
    throw new KindredError(
      'conflict',
      `"${directory}" holds a benchmark already: pass --force to replace it.`,
    );
  }
}

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** Writes the files of a benchmark into a new folder and renames it, so that either all files are there or none. */
export async function writeBenchmark(
  directory: string,
  benchmark: Benchmark,
  replace: boolean,
): Promise<void> {
  const target = resolve(directory);
  const pending = `${target}.${process.pid}.part`;
  const replaced = `${target}.${process.pid}.old`;
  await mkdir(dirname(target), { recursive: true });
  try {
    await mkdir(pending);
    await writeFile(join(pending, TRAIN), json(benchmark.train));
    await writeFile(join(pending, CLUSTERING_FILE), json(benchmark.test));
    await writeFile(join(pending, SIMILARITY_FILE), json(benchmark.pairs));
    await writeFile(join(pending, MANIFEST), json(benchmark.manifest));
    await assertWritable(target, replace);
    const isThere = (await contentsOf(target)) !== null;
    if (isThere) await rename(target, replaced);
    await rename(pending, target).catch(async (error: unknown) => {
      if (isThere) await rename(replaced, target);
      throw error;
    });
  } finally {
    await rm(pending, { recursive: true, force: true });
  }
  await rm(replaced, { recursive: true, force: true });
}
