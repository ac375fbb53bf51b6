import type { Logger } from 'pino';
import { requeueLost } from '../installation/requeue.ts';
import type { ApiDeps } from './deps.ts';
import { finishDeletions } from './jobs/delete-corpus.ts';
import { sweepResults } from './jobs/retention.ts';

/** How often the queue is asked whether it is still the one that it was. */
const WATCH_MS = 2_000;
const SWEEP_MS = 60 * 60 * 1_000;
/** How often deletions are looked after that were cut off, or ended lately. */
const DELETIONS_MS = 15_000;
/**
 * Workers notice within this time that the jobs they run have gone from a queue that came back empty. Jobs are not queued
 * again before, since such a worker would write the progress of its own run into the new one.
 */
const WORKERS_NOTICE_MS = 12_000;

type UpkeepDeps = Pick<
  ApiDeps,
  | 'accepted'
  | 'config'
  | 'encodings'
  | 'epochs'
  | 'graphs'
  | 'installation'
  | 'queue'
  | 'rawQueue'
  | 'results'
  | 'uploads'
>;

/**
 * Keeps disk and queue of an installation in step while a process serves: accepted jobs that the queue has lost are
 * queued again, deletions that were cut off are finished, and what nobody needs any more is removed. Of several processes
 * only one removes at a time.
 */
export class Upkeep {
  readonly #deps: UpkeepDeps;
  readonly #logger: Logger;
  #since: number | null = null;
  #timers: NodeJS.Timeout[] = [];
  #running: Promise<void> = Promise.resolve();
  #trouble: string | null = null;
  readonly #closing = new AbortController();

  constructor(deps: UpkeepDeps, logger: Logger) {
    this.#deps = deps;
    this.#logger = logger;
  }

  /** Does everything once, and goes on until `close`. */
  async start(): Promise<void> {
    await this.once();
    this.#every(WATCH_MS, () => this.#watch());
    this.#every(DELETIONS_MS, () => this.#finishDeletions());
    this.#every(SWEEP_MS, () => {
      // The next look at the queue compares all accepted jobs with it, also those whose end nobody has told.
      this.#since = null;
      return this.#tidy();
    });
  }

  /** Does everything once. What may not be done yet is left to a later round. */
  async once(): Promise<void> {
    await this.#finishDeletions();
    await this.#watch();
    await this.#tidy();
  }

  /** Begins no further round, and waits for the present one. */
  async close(): Promise<void> {
    this.#closing.abort();
    for (const timer of this.#timers) clearInterval(timer);
    await this.#running;
  }

  /** Runs one round after the other. A round that fails is told once, and tried again when its time comes. */
  #every(ms: number, round: () => Promise<void>): void {
    const run = async (): Promise<void> => {
      if (this.#closing.signal.aborted) return;
      try {
        await round();
        this.#trouble = null;
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        if (message !== this.#trouble) this.#logger.error({ err: error }, 'disk and queue are not in step');
        this.#trouble = message;
      }
    };
    const timer = setInterval(() => {
      this.#running = this.#running.then(run);
    }, ms);
    this.#timers.push(timer.unref());
  }

  /** Queues lost jobs again after each time that the queue was empty. */
  async #watch(): Promise<void> {
    const { installation, accepted, rawQueue, uploads, results } = this.#deps;
    const { since } = await installation.confirm();
    if (since === this.#since || Date.now() - since < WORKERS_NOTICE_MS) return;
    await requeueLost({
      ...{ accepted, queue: rawQueue, logger: this.#logger, uploadOf: (job) => uploads.pathOf(job) },
      hasResults: async (job) => (await results.kept(job)) !== null,
    });
    this.#since = since;
  }

  async #finishDeletions(): Promise<void> {
    const { installation, encodings } = this.#deps;
    await installation.confirm();
    const deletion = { ...this.#deps, store: encodings.live().store, signal: this.#closing.signal };
    await finishDeletions(deletion, Date.now(), (err, corpus) =>
      this.#logger.warn({ corpus, err }, 'the deletion of a corpus cannot be finished yet'),
    );
  }

  async #tidy(): Promise<void> {
    const { installation, accepted, queue, uploads } = this.#deps;
    await installation.confirm();
    if (!(await queue.lease('sweep', SWEEP_MS / 2))) return;
    await uploads.sweep({ queue, accepted, logger: this.#logger }, Date.now());
    await sweepResults({ ...this.#deps, logger: this.#logger }, Date.now());
  }
}
