import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { z } from 'zod';
import { KindredError } from '../../schemas/errors.ts';
import type { JobQueue } from '../queue/port.ts';
import { hasEnded } from '../queue/has-ended.ts';

const PARTIAL = '.part';
/** Files younger than this are not removed, because they may belong to an upload that is still running. */
const SWEEP_AGE_MS = 60 * 60 * 1_000;

interface StoredUpload {
  readonly path: string;
  readonly bytes: number;
}

/** The uploaded files that their jobs have not finished reading. */
export interface Uploads {
  /** Size of the largest file that is accepted, in bytes. */
  readonly maxBytes: number;
  /**
   * Writes an upload to disk under `id`, as fast as it arrives. Once this resolves, the file survives a power cut. When
   * it rejects, no file is left.
   * @throws KindredError `payload_too_large` when the file exceeds `maxBytes`, `invalid_request` when the body was
   * empty or broke off
   */
  store(source: Readable, id: string): Promise<StoredUpload>;
  /**
   * Removes the files that a killed process left: partial uploads, and uploads whose job has ended or was never
   * created. Files younger than an hour are kept.
   * @param now the present time in milliseconds since the epoch
   * @returns how many files were removed
   */
  sweep(queue: Pick<JobQueue, 'find'>, now: number): Promise<number>;
}

/** The uploads in a data directory. */
export function uploadsBelow(dataDir: string, maxBytes: number): Uploads {
  const directory = join(dataDir, 'uploads');
  return {
    maxBytes,
    store: (source, id) => storeUpload(source, directory, id, maxBytes),
    sweep: (queue, now) => sweepUploads(directory, queue, now),
  };
}

async function storeUpload(
  source: Readable,
  directory: string,
  id: string,
  maxBytes: number,
): Promise<StoredUpload> {
  await mkdir(directory, { recursive: true });
  const path = join(directory, id);
  const partial = `${path}${PARTIAL}`;
  try {
    const bytes = await writeDurably(source, partial, maxBytes);
    if (bytes === 0) {
      throw new KindredError('invalid_request', 'Nothing was uploaded: the body of the request is the file.');
    }
    await rename(partial, path);
    await syncDirectory(directory);
    return { path, bytes };
  } catch (error) {
    await rm(partial, { force: true });
    throw isBrokenOff(error)
      ? new KindredError('invalid_request', 'The upload broke off; nothing of it was kept.')
      : error;
  }
}

/** Makes the error for a file that is larger than the limit. */
export function tooLarge(maxBytes: number): KindredError {
  return new KindredError(
    'payload_too_large',
    `The file is above the limit of ${maxBytes} bytes. Split it, compress it with gzip, or have the operator raise ` +
      'KINDRED_MAX_UPLOAD_BYTES.',
  );
}

async function writeDurably(source: Readable, path: string, maxBytes: number): Promise<number> {
  const file = await open(path, 'wx');
  try {
    let bytes = 0;
    const chunks = source.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
    for await (const chunk of chunks) {
      bytes += chunk.length;
      if (bytes > maxBytes) throw tooLarge(maxBytes);
      await file.writeFile(chunk);
    }
    await file.sync();
    return bytes;
  } finally {
    await file.close();
  }
}

async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function isBrokenOff(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  return code === 'ECONNRESET' || code === 'ERR_STREAM_PREMATURE_CLOSE';
}

async function sweepUploads(directory: string, queue: Pick<JobQueue, 'find'>, now: number): Promise<number> {
  await mkdir(directory, { recursive: true });
  let removed = 0;
  for (const name of await readdir(directory)) {
    const path = join(directory, name);
    const { mtimeMs } = await stat(path);
    if (now - mtimeMs < SWEEP_AGE_MS || !(await isAbandoned(name, queue))) continue;
    await rm(path, { force: true });
    removed += 1;
  }
  return removed;
}

async function isAbandoned(name: string, queue: Pick<JobQueue, 'find'>): Promise<boolean> {
  if (name.endsWith(PARTIAL)) return true;
  if (!z.uuid().safeParse(name).success) return false;
  const job = await queue.find('ingest-corpus', name);
  return job === null || hasEnded(job.state);
}
