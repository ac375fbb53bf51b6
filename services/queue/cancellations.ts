import type { StoredJob, StoredQueue } from './backend.ts';

export const CANCELLATIONS = 'cancellations';
export const CANCELLED_MESSAGE = 'The job was cancelled.';

const KEEP_MS = 30 * 24 * 3_600_000;
const MAX_CLEANED = 1_000;

interface Cancellation {
  readonly at: number;
  readonly reason: string;
}

/**
 * Remembers which jobs people have cancelled. Each cancellation is stored as a job in a queue that has no worker, so that
 * every process sees it and only BullMQ talks to the datastore.
 */
export class Cancellations {
  readonly #queue: StoredQueue;

  constructor(queue: StoredQueue) {
    this.#queue = queue;
  }

  /** Remembers a cancellation for 30 days, and why. */
  async add(name: string, id: string, reason = CANCELLED_MESSAGE): Promise<void> {
    await this.#queue.clean(KEEP_MS, MAX_CLEANED, 'wait');
    await this.#queue.add(CANCELLATIONS, reason, { jobId: markerId(name, id) });
  }

  /** When a job was cancelled, in milliseconds since the epoch, and why; null when it was not. */
  async find(name: string, id: string): Promise<Cancellation | null> {
    const marker: StoredJob | undefined = await this.#queue.getJob(markerId(name, id));
    // Markers of earlier releases carry no reason.
    return marker === undefined ? null : { at: marker.timestamp, reason: marker.data || CANCELLED_MESSAGE };
  }
}

function markerId(name: string, id: string): string {
  return `${name}.${id}`;
}
