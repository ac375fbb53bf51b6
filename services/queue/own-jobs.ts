import { setTimeout as sleep } from 'node:timers/promises';
import type { QueueWorker } from './backend.ts';

/** How often workers that take no jobs look whether the jobs are those of their service again. */
const POLL_MS = 2_000;

interface OwnJobsParts {
  /** Rejects when the jobs are not those of this service, or when it cannot be told. */
  readonly confirm: () => Promise<unknown>;
  readonly workers: () => readonly QueueWorker[];
  readonly onError: (error: unknown) => void;
  /** Aborted when the queue is closed. */
  readonly signal: AbortSignal;
}

/** Keeps the workers of a service from the jobs of another one, whose datastore may be put in the place of its own. */
export class OwnJobs {
  readonly #parts: OwnJobsParts;
  #waiting = false;

  constructor(parts: OwnJobsParts) {
    this.#parts = parts;
  }

  /** Whether a job may be run. When it may not, the workers take none until the jobs are their own again. */
  async mayRun(): Promise<boolean> {
    if (!this.#waiting && (await this.#areOwn())) return true;
    if (!this.#waiting) this.#wait().catch(this.#parts.onError);
    return false;
  }

  async #areOwn(): Promise<boolean> {
    try {
      await this.#parts.confirm();
      return true;
    } catch (error) {
      this.#parts.onError(error);
      return false;
    }
  }

  async #wait(): Promise<void> {
    const { workers, signal } = this.#parts;
    this.#waiting = true;
    await Promise.all(workers().map((worker) => worker.pause(true)));
    do await sleep(POLL_MS, undefined, { ref: false, signal }).catch(() => undefined);
    while (!signal.aborted && !(await this.#areOwn()));
    if (signal.aborted) return;
    this.#waiting = false;
    await Promise.all(workers().map((worker) => worker.resume()));
  }
}
