import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { Logger } from 'pino';
import { z } from 'zod';
import { KindredError } from '../../schemas/errors.ts';
import type { JobQueue } from '../queue/port.ts';
import { hasEnded } from '../queue/has-ended.ts';
import { asStorageFull, type DiskRoom } from '../runtime/disk-room.ts';
import { syncDirectory } from '../runtime/durable-file.ts';

const PARTIAL = '.part';
/** Only the user of the service may read what users have sent. */
const PRIVATE = 0o600;
/** Files younger than this are not removed, because they may belong to an upload that is still running. */
const SWEEP_AGE_MS = 60 * 60 * 1_000;
/** Uploads of which neither queue nor disk says what they are for are kept for a week, so that somebody can look. */
const UNKNOWN_AGE_MS = 7 * 24 * 60 * 60 * 1_000;
/** While an upload arrives, the room on the disk is looked at after this many bytes each time. */
const ROOM_EVERY_BYTES = 16 * 1024 ** 2;

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
   * @param announced how many bytes the sender says it sends, for which there must be room
   * @throws KindredError `payload_too_large` when the file exceeds `maxBytes`, `invalid_request` when the body was
   * empty or broke off, `storage_full` when the disk has no room
   */
  store(source: Readable, id: string, announced?: number): Promise<StoredUpload>;
  /**
   * Removes the files that a killed process left, each with a line in the log: partial uploads and uploads whose job has
   * ended, after an hour; uploads of which nobody knows anything, after a week. What was accepted and has not ended stays.
   * @param now the present time in milliseconds since the epoch
   * @returns how many files were removed
   */
  sweep(owners: UploadOwners, now: number): Promise<number>;
  /** Where the upload of a job lies until it has ended. */
  pathOf(job: string): string;
}

/** The uploads in a data directory, on a disk with limited room. */
export function uploadsBelow(
  dataDir: string,
  maxBytes: number,
  disk: UploadPlace['disk'] = { assert: () => Promise.resolve() },
): Uploads {
  const directory = join(dataDir, 'uploads');
  return {
    maxBytes,
    store: (source, id, announced = 0) =>
      storeUpload(source, { directory, id, maxBytes, disk, announced }).catch((error: unknown) => {
        throw asStorageFull(error);
      }),
    sweep: (owners, now) => sweepUploads(directory, owners, now),
    pathOf: (job) => join(directory, job),
  };
}

interface UploadPlace {
  readonly directory: string;
  readonly id: string;
  readonly maxBytes: number;
  readonly disk: Pick<DiskRoom, 'assert'>;
  /** How many bytes the sender says it sends; 0 when it does not. */
  readonly announced: number;
}

async function storeUpload(source: Readable, place: UploadPlace): Promise<StoredUpload> {
  const { directory, id, disk, announced } = place;
  await disk.assert(announced);
  await mkdir(directory, { recursive: true });
  const path = join(directory, id);
  const partial = `${path}${PARTIAL}`;
  try {
    const bytes = await writeAll(source, partial, place);
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

async function writeAll(source: Readable, path: string, { maxBytes, disk }: UploadPlace): Promise<number> {
  const file = await open(path, 'wx', PRIVATE);
  try {
    let bytes = 0;
    let lookedAt = 0;
    const chunks = source.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
    for await (const chunk of chunks) {
      bytes += chunk.length;
      if (bytes > maxBytes) throw tooLarge(maxBytes);
      if (bytes - lookedAt >= ROOM_EVERY_BYTES) {
        await disk.assert();
        lookedAt = bytes;
      }
      await file.writeFile(chunk);
    }
    await file.sync();
    return bytes;
  } finally {
    await file.close();
  }
}

function isBrokenOff(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  return code === 'ECONNRESET' || code === 'ERR_STREAM_PREMATURE_CLOSE';
}

/** What the sweep needs to know of an upload: what its job is, and whether it was accepted. */
interface UploadOwners {
  readonly queue: Pick<JobQueue, 'find'>;
  readonly accepted: { ids(): Promise<string[]> };
  readonly logger: Logger;
}

async function sweepUploads(
  directory: string,
  { queue, accepted, logger }: UploadOwners,
  now: number,
): Promise<number> {
  await mkdir(directory, { recursive: true });
  const awaited = new Set(await accepted.ids());
  let removed = 0;
  for (const name of await readdir(directory)) {
    const path = join(directory, name);
    const found = await stat(path).catch(() => null);
    const age = found === null ? 0 : now - found.mtimeMs;
    if (age < SWEEP_AGE_MS || awaited.has(name)) continue;
    const reason = await abandonedBecause(name, age, queue);
    if (reason === null) continue;
    await rm(path, { force: true });
    logger.warn(
      { upload: name, bytes: found?.size, age_ms: Math.round(age), reason },
      'an upload was removed',
    );
    removed += 1;
  }
  return removed;
}

/** Why nobody reads an upload any more; null when a job may. */
async function abandonedBecause(
  name: string,
  age: number,
  queue: Pick<JobQueue, 'find'>,
): Promise<string | null> {
  if (name.endsWith(PARTIAL)) return 'it was never finished';
  if (!z.uuid().safeParse(name).success) return null;
  const job = await queue.find('ingest-corpus', name);
  if (job === null) return age < UNKNOWN_AGE_MS ? null : 'no job is known that would read it';
  return hasEnded(job.state) ? `its job is ${job.state}` : null;
}
