import { access, constants, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { CleanMode, CleanReport } from '../schemas/clean-report.ts';
import { KindredError } from '../schemas/errors.ts';
import { openEncoderOf } from './adapters.ts';
import { readConfig } from './config.ts';
import { readCorpus, type ReadOptions } from './corpus/read-corpus.ts';
import { cleanFile, type CleanTask, type CleanWatch } from './curation/clean/clean-file.ts';
import { byAllVectors } from './curation/clean/find-by-all-vectors.ts';
import { byStaticVectors } from './curation/clean/find-by-static-vectors.ts';

/*
 * The composition root of `kindred clean`: from a file to a file by the encoder alone, with no service, store or queue. The command
 * line imports this file when such a command is run.
 */

export interface CleanRequest extends Omit<CleanTask, 'reading'> {
  readonly path: string;
  readonly reading: ReadOptions;
  readonly mode: CleanMode;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/**
 * Writes the rows of a file for which no other row stands into another file, and leaves nothing else behind.
 * @throws KindredError `invalid_request` when a file cannot be written where it is to be, which is looked at first, and what reading,
 *   the encoder and deduplication throw
 */
export async function cleanInto(request: CleanRequest, watch: CleanWatch): Promise<CleanReport> {
  const { path, reading: options, environment, file, out, drops, operation } = request;
  await assertWritable(out.path, path, '--out');
  if (drops !== null) await assertWritable(drops, path, '--drops');
  const reading = await readCorpus(path, { ...options, fileName: file });
  const { encoderDir: directory, remote } = readConfig(environment);
  const encoder = await openEncoderOf({ directory, remote });
  try {
    const find = request.mode === 'static' ? byStaticVectors(encoder) : byAllVectors(encoder);
    return await cleanFile({ reading, file, operation, out, drops }, find, watch);
  } finally {
    await encoder.close();
  }
}

/** @throws KindredError `invalid_request` when the file would take the place of the one that is read, or its folder cannot be written */
async function assertWritable(path: string, input: string, option: string): Promise<void> {
  const [target, source] = await Promise.all([path, input].map((one) => stat(one).catch(() => null)));
  if (target && source && target.ino === source.ino && target.dev === source.dev) {
    throw new KindredError(
      'invalid_request',
      `${option}: ${path} is the file that is read. Name another file.`,
    );
  }
  await access(dirname(path), constants.W_OK).catch((cause: unknown) => {
    throw new KindredError(
      'invalid_request',
      `${option}: nothing can be written into ${dirname(path)}. Make this folder, or name another one.`,
      { cause },
    );
  });
}
