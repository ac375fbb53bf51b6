import { randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { KindredError } from '../../schemas/errors.ts';
import { ResultFileName, type ResultFile } from '../../schemas/curation/operations.ts';
import { isErrno } from '../runtime/is-errno.ts';

const PARTIAL = '.part';
/** How many lines are written at a time. */
const LINES_A_CHUNK = 1_000;

/** Takes the files of one operation while it runs. */
export interface ResultFiles {
  write(name: ResultFileName, content: string | Uint8Array): Promise<void>;
  /** Writes each value as one line of JSON. */
  writeLines(name: ResultFileName, values: Iterable<unknown> | AsyncIterable<unknown>): Promise<void>;
  /** Where the file belongs, for writers that open it themselves. */
  pathOf(name: ResultFileName): string;
}

/** The results of all operations, each under the id of its job. */
export interface Results {
  /** @throws KindredError `not_found` when the job left no such file, or it was removed */
  find(job: string, name: ResultFileName): Promise<{ readonly path: string; readonly bytes: number }>;
  /** Gives a new, empty place for the files of a job; what an earlier attempt wrote there is removed. */
  begin(job: string): Promise<ResultFiles>;
  /** Makes all files of a job visible at once, and lists them. */
  finish(job: string): Promise<ResultFile[]>;
  /** Removes the files of a job, even while it writes: it can then add no file any more, and fails to finish. */
  remove(job: string): Promise<void>;
  /** The ids of the jobs that have files, finished or not. */
  jobs(): Promise<string[]>;
}

/** The results kept in the folder `curations` of a data directory. */
export function resultsBelow(dataDir: string): Results {
  const root = join(dataDir, 'curations');
  const directory = (job: string): string => join(root, job);
  const partial = (job: string): string => `${directory(job)}${PARTIAL}`;
  return {
    find: async (job, name) => {
      const path = join(directory(job), name);
      const found = await stat(path).catch(() => null);
      if (found?.isFile() === true) return { path, bytes: found.size };
      throw new KindredError(
        'not_found',
        `Job '${job}' has no ${name}: it has not ended, makes no such file, or its corpus was deleted. ` +
          `GET /v1/jobs/${job} lists its files.`,
        { field: 'file' },
      );
    },
    begin: async (job) => {
      await rm(partial(job), { recursive: true, force: true });
      await mkdir(partial(job), { recursive: true });
      return filesIn(partial(job));
    },
    finish: async (job) => {
      await rm(directory(job), { recursive: true, force: true });
      await rename(partial(job), directory(job));
      return listFiles(directory(job));
    },
    remove: async (job) => {
      for (const path of [partial(job), directory(job)])
        await removeWhole(path, partial(`${job}.${randomUUID()}`));
    },
    jobs: async () => {
      const names = await readdir(root).catch((): string[] => []);
      return [...new Set(names.map((name) => name.replace(PARTIAL, '')))];
    },
  };
}

/** Renames the directory first, so that nobody adds to it while its files are removed one by one. */
async function removeWhole(path: string, aside: string): Promise<void> {
  try {
    await rename(path, aside);
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return;
    throw error;
  }
  await rm(aside, { recursive: true, force: true });
}

function filesIn(directory: string): ResultFiles {
  const pathOf = (name: ResultFileName): string => join(directory, name);
  return {
    pathOf,
    write: (name, content) => writeFile(pathOf(name), content),
    writeLines: (name, values) => pipeline(Readable.from(chunksOf(values)), createWriteStream(pathOf(name))),
  };
}

async function* chunksOf(values: Iterable<unknown> | AsyncIterable<unknown>): AsyncGenerator<string> {
  let lines: string[] = [];
  for await (const value of values) {
    lines.push(`${JSON.stringify(value)}\n`);
    if (lines.length < LINES_A_CHUNK) continue;
    yield lines.join('');
    lines = [];
  }
  if (lines.length > 0) yield lines.join('');
}

async function listFiles(directory: string): Promise<ResultFile[]> {
  const files = ResultFileName.options.map(async (name) => {
    const found = await stat(join(directory, name)).catch(() => null);
    return found === null ? [] : [{ name, bytes: found.size }];
  });
  return (await Promise.all(files)).flat();
}

/** The content of a result's file, as a stream. */
export function readResult({ path }: { readonly path: string }): Readable {
  return createReadStream(path);
}
