import type { StoredJob, StoredQueue } from './backend.ts';

/** Whether a job runs in this process. */
type Runs = (name: string, id: string) => boolean;

/**
 * Finds jobs of an unshared queue that are marked as running and run nowhere, and returns them to the queue. They are left
 * so when the datastore fails just as a job ends, for example for want of room on the disk. A job is taken for one when
 * two looks in a row have found it so, since one look may fall between the start of a job and that of its handler.
 */
export class Orphans {
  readonly #queues: ReadonlyMap<string, StoredQueue>;
  readonly #runs: Runs;
  #seen = new Set<string>();

  constructor(queues: ReadonlyMap<string, StoredQueue>, runs: Runs) {
    this.#queues = queues;
    this.#runs = runs;
  }

  /** @returns how many jobs were returned to the queue */
  async look(): Promise<number> {
    const seen = new Set<string>();
    let returned = 0;
    for (const [name, queue] of this.#queues) {
      for (const job of await queue.getActive()) {
        const id = job.id ?? '';
        if (this.#runs(name, id)) continue;
        const key = `${name}:${id}`;
        if (!this.#seen.has(key)) seen.add(key);
        else {
          await returnToQueue(job);
          returned += 1;
        }
      }
    }
    this.#seen = seen;
    return returned;
  }
}

/** Returns a job that is marked as running. BullMQ lets the token '0' pass for that of any lock. */
export async function returnToQueue(job: StoredJob): Promise<void> {
  await job.moveToWait('0');
}
