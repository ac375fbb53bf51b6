import { KindredError } from '../../schemas/errors.ts';
import type { JobQueue } from './port.ts';

/**
 * A queue that the first call opens. What `open` rejects with is what that call rejects with, and the next call tries
 * again. A queue that nobody called is not opened by `close` either.
 */
export function openQueueWhenUsed(open: () => Promise<JobQueue>): JobQueue {
  let opening: Promise<JobQueue> | null = null;
  let isClosed = false;
  const opened = (): Promise<JobQueue> => {
    if (isClosed && opening === null)
      return Promise.reject(new KindredError('queue_unavailable', 'The job queue has been closed.'));
    opening ??= open().catch((error: unknown) => {
      opening = null;
      throw error;
    });
    return opening;
  };
  return {
    enqueue: async (name, id, payload) => (await opened()).enqueue(name, id, payload),
    find: async (name, id) => (await opened()).find(name, id),
    list: async (name, limit, wanted) => (await opened()).list(name, limit, wanted),
    cancel: async (name, id, reason) => (await opened()).cancel(name, id, reason),
    running: async (name, wanted) => (await opened()).running(name, wanted),
    amend: async (name, id, progress) => (await opened()).amend(name, id, progress),
    work: async (handlers, confirm) => (await opened()).work(handlers, confirm),
    depth: async () => (await opened()).depth(),
    board: async (path) => (await opened()).board(path),
    ping: async () => (await opened()).ping(),
    claim: async (installation) => (await opened()).claim(installation),
    lease: async (work, ms) => (await opened()).lease(work, ms),
    close: async (graceMs) => {
      isClosed = true;
      await opening?.then((queue) => queue.close(graceMs)).catch(() => undefined);
    },
  };
}
