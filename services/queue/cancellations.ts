import type { StoredJob, StoredQueue } from './backend.ts';

export const CANCELLATIONS = 'cancellations';
export const CANCELLED_MESSAGE = 'The job was cancelled.';

const KEEP_MS = 30 * 24 * 3_600_000;
const MAX_CLEANED = 1_000;

/**
 * Remembers which jobs people have cancelled. Each cancellation is stored as a job in a queue that has no worker, so that
 * every process sees it and only BullMQ talks to the datastore.
 */
export class Cancellations {
  readonly #queue: StoredQueue;

  constructor(queue: StoredQueue) {
    this.#queue = queue;
  }

  /** Remembers a cancellation for 30 days. */
  async add(name: string, id: string): Promise<void> {
    await this.#queue.clean(KEEP_MS, MAX_CLEANED, 'wait');
    await this.#queue.add(CANCELLATIONS, '', { jobId: markerId(name, id) });
  }

  /** The time when a job was cancelled, in milliseconds since the epoch; null when it was not. */
  async find(name: string, id: string): Promise<number | null> {
    const marker: StoredJob | undefined = await this.#queue.getJob(markerId(name, id));
    return marker?.timestamp ?? null;
  }
}

function markerId(name: string, id: string): string {
  return `${name}.${id}`;
}
