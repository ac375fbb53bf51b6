import { mkdir, statfs } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { KindredError } from '../../schemas/errors.ts';
import { isErrno } from './is-errno.ts';

const POLL_MS = 1_000;
const MEBIBYTE = 1024 ** 2;

/**
 * The room on the disk of a data directory. A reserve of it is never given to new work, because a queue and a store that
 * meet a full disk fail in ways that nobody has tested.
 */
export interface DiskRoom {
  /** How many bytes may still be written before the reserve is touched; negative when it is. */
  spare(): Promise<number>;
  /**
   * Makes sure that `bytes` may be written.
   * @throws KindredError `storage_full`
   */
  assert(bytes?: number): Promise<void>;
  /** Resolves as soon as there is room; rejects when the signal is aborted. */
  untilRoom(signal: AbortSignal): Promise<void>;
}

/** What is told about the room, each time it has changed. */
export interface DiskListener {
  readonly filled: (error: KindredError) => void;
  readonly emptied: () => void;
}

const SILENT: DiskListener = { filled: () => undefined, emptied: () => undefined };

/** The room below a data directory, of whose disk `reserve` bytes stay free. */
export function diskRoomBelow(dataDir: string, reserve: number, listener = SILENT): DiskRoom {
  let isFull = false;
  const tell = (error: KindredError | null): void => {
    if (error !== null && !isFull) listener.filled(error);
    if (error === null && isFull) listener.emptied();
    isFull = error !== null;
  };
  const spare = async (): Promise<number> => (await freeBytes(dataDir)) - reserve;
  const missing = async (bytes: number): Promise<KindredError | null> => {
    const left = await spare();
    const error = left < Math.max(1, bytes) ? noRoom(left, bytes, reserve) : null;
    if (error === null || bytes === 0) tell(error);
    return error;
  };
  return {
    spare,
    assert: async (bytes = 0) => {
      const error = await missing(bytes);
      if (error !== null) throw error;
    },
    untilRoom: async (signal) => {
      while ((await missing(0)) !== null) await sleep(POLL_MS, undefined, { signal });
    },
  };
}

async function freeBytes(dataDir: string): Promise<number> {
  try {
    const { bavail, bsize } = await statfs(dataDir);
    return bavail * bsize;
  } catch (error) {
    if (!isErrno(error, 'ENOENT')) throw error;
    await mkdir(dataDir, { recursive: true });
    return freeBytes(dataDir);
  }
}

/** The error for an operation that the file system refused for want of room. */
export function asStorageFull(error: unknown): unknown {
  if (!isErrno(error, 'ENOSPC') && !isErrno(error, 'EDQUOT')) return error;
  const message = `The disk of the data directory is full. Make room there; work goes on by itself when there is some.`;
  return new KindredError('storage_full', message, { cause: error });
}

function noRoom(left: number, bytes: number, reserve: number): KindredError {
  const free = Math.max(0, Math.round((left + reserve) / MEBIBYTE));
  const wanted = bytes === 0 ? '' : `, and this needs ${Math.ceil(bytes / MEBIBYTE)} MiB`;
  return new KindredError(
    'storage_full',
    `The disk of the data directory has ${free} MiB left, of which ${Math.round(reserve / MEBIBYTE)} MiB are a reserve ` +
      `(KINDRED_DISK_RESERVE_BYTES)${wanted}. Questions are answered; no new work is taken until there is room. Make ` +
      'room there: `kindred results JOB --delete` removes a result, `kindred corpora --delete NAME` a corpus.',
  );
}
