import { setTimeout as delay } from 'node:timers/promises';
import type { JobsOptions } from 'bullmq';
import { KindredError } from '../../schemas/errors.ts';
import { JOB_TABLE, type JobName, type JobPayload, type JobProgress } from '../../schemas/jobs.ts';
import type { QueueBackend, QueueOptions, QueueWorker, StoredJob, StoredQueue } from './backend.ts';
import { Cancellations, CANCELLATIONS } from './cancellations.ts';
import { decodePayload, encode, parseChildKey, parseJobId, parsePayload, parseProgress } from './codec.ts';
import { Orphans } from './orphans.ts';
import { OwnJobs } from './own-jobs.ts';
import { JobProcessor } from './job-processor.ts';
import type { BoardHandler, JobHandlers, JobQueue, JobSnapshot, QueueClaim, QueueDepth } from './port.ts';
import { settleWithin } from '../runtime/settle-within.ts';
import { ENDED_STATES, takeSnapshot } from './snapshot.ts';

const UNENDED_STATES = ['waiting', 'active', 'delayed', 'waiting-children'] as const;
const JOB_NAMES = Object.keys(JOB_TABLE) as JobName[];

/** This many jobs that have ended are kept, so that they can be listed. */
const KEPT_JOBS = 1_000;
/** This many failed children are kept for the reason of their failure. They are few, because each holds a whole batch. */
const KEPT_FAILED_CHILDREN = 100;
/** BullMQ lists ended jobs by the time of their end. This many more are read, to list them by the time of their start. */
const LIST_SLACK = 50;
/** Means the end of a list in BullMQ. */
const LAST = -1;

const CANCELLATION_POLL_MS = 250;
const ORPHANS_POLL_MS = 5_000;
const POLL_PAUSE_AFTER_ERROR_MS = 5_000;
const DEFAULT_GRACE_MS = 10_000;
/** On close, a connection that does not answer for this long is cut. */
const CLOSE_LIMIT_MS = 5_000;

/** The job queue over BullMQ, one BullMQ queue for each name of the job table. */
export class BullmqJobQueue implements JobQueue {
  readonly #backend: QueueBackend;
  readonly #onError: (error: Error) => void;
  readonly #queues: ReadonlyMap<string, StoredQueue>;
  readonly #cancellationQueue: StoredQueue;
  readonly #cancellations: Cancellations;
  readonly #processor: JobProcessor;
  readonly #stopPolling = new AbortController();
  #workers: QueueWorker[] | null = null;
  #ownJobs: OwnJobs | null = null;
  #closing: Promise<void> | null = null;

  constructor(
    backend: QueueBackend,
    { onError, onJob }: QueueOptions & Pick<Required<QueueOptions>, 'onError'>,
  ) {
    this.#backend = backend;
    this.#onError = onError;
    this.#queues = new Map(JOB_NAMES.map((name) => [name, backend.queue(name)]));
    this.#cancellationQueue = backend.queue(CANCELLATIONS);
    this.#cancellations = new Cancellations(this.#cancellationQueue);
    this.#processor = new JobProcessor(this.#cancellations, {
      onJob: onJob ?? (() => undefined),
      mayRun: async () => (await this.#ownJobs?.mayRun()) ?? true,
      queueOf: (name) => this.#queues.get(name) ?? null,
      addChild: async (name, id, payload, parent) => {
        await this.#queue(name).add(name, payload, childOptions(name, parseJobId(id), parent));
      },
    });
  }

  async enqueue<N extends JobName>(name: N, id: string, payload: JobPayload<N>): Promise<void> {
    const text = encode(parsePayload(name, payload));
    const options = jobOptions(name, parseJobId(id));
    await this.#call(() => this.#queue(name).add(name, text, options));
  }

  async find<N extends JobName>(name: N, id: string): Promise<JobSnapshot<N> | null> {
    return this.#call(() => this.#snapshot(name, id));
  }

  async list<N extends JobName>(
    name: N,
    limit: number,
    wanted?: (payload: JobPayload<N>) => boolean,
  ): Promise<JobSnapshot<N>[]> {
    return this.#call(async () => {
      const queue = this.#queue(name);
      const last = wanted === undefined ? limit + LIST_SLACK - 1 : LAST;
      const groups = await Promise.all([
        queue.getJobs(['active', 'delayed', 'waiting-children']),
        queue.getJobs(['waiting'], 0, last),
        queue.getJobs(['completed'], 0, last),
        queue.getJobs(['failed'], 0, last),
      ]);
      const byId = new Map(groups.flat().map((job) => [job.id, job]));
      const asked = [...byId.values()].filter(({ data }) => wanted?.(decodePayload<N>(data)) !== false);
      const newest = asked.sort((a, b) => b.timestamp - a.timestamp).slice(0, limit);
      const snapshots = await Promise.all(newest.map((job) => this.#snapshot(name, job.id ?? '')));
      return snapshots.filter((snapshot) => snapshot !== null);
    });
  }

  async cancel(name: JobName, id: string, reason?: string): Promise<boolean> {
    return this.#call(async () => {
      const before = await this.#snapshot(name, id);
      const job = await this.#queue(name).getJob(id);
      if (before === null || job === undefined || ENDED_STATES.has(before.state)) return false;
      await this.#cancellations.add(name, id, reason);
      await this.#dropWaitingChildren(job);
      this.#processor.stopCancelled(name, id);
      if (before.state === 'delayed') await promoteIfDelayed(job);
      return true;
    });
  }

  async running<N extends JobName>(name: N, wanted: (payload: JobPayload<N>) => boolean): Promise<number> {
    return this.#call(async () => {
      const active = await this.#queue(name).getActive();
      return active.filter(({ data }) => wanted(decodePayload<N>(data))).length;
    });
  }

  async amend<N extends JobName>(name: N, id: string, progress: JobProgress<N>): Promise<void> {
    await this.#call(async () => {
      const job = await this.#queue(name).getJob(id);
      await job?.updateProgress(encode(parseProgress(name, progress)));
    });
  }

  async work(handlers: JobHandlers, confirm?: () => Promise<unknown>): Promise<void> {
    assertHandlers(handlers);
    if (this.#workers !== null) throw new KindredError('internal', 'This queue is working already.');
    if (confirm !== undefined) {
      const onError = (error: unknown): void => this.#onError(this.#backend.explain(error));
      const workers = (): readonly QueueWorker[] => this.#workers ?? [];
      this.#ownJobs = new OwnJobs({ confirm, workers, onError, signal: this.#stopPolling.signal });
    }
    await this.#call(async () => {
      this.#workers = JOB_NAMES.map((name) => this.#worker(name, handlers));
      await Promise.all(this.#workers.map((worker) => worker.waitUntilReady()));
    });
    // A queue that processes share watches over the locks of running jobs itself.
    const orphans = new Orphans(this.#queues, (name, id) => this.#processor.runs(name, id));
    if (this.#backend.shared)
      void this.#watch(CANCELLATION_POLL_MS, () => this.#processor.checkCancellations());
    else void this.#watch(ORPHANS_POLL_MS, () => orphans.look());
  }

  async depth(): Promise<QueueDepth[]> {
    return this.#call(async () => {
      const counted = JOB_NAMES.map(async (name) => {
        const counts = await this.#queue(name).getJobCounts(...UNENDED_STATES);
        return UNENDED_STATES.map((state) => ({ name, state, count: counts[state] ?? 0 }));
      });
      return (await Promise.all(counted)).flat();
    });
  }

  async board(path: string): Promise<BoardHandler> {
    return this.#call(async () => {
      const { createBoard } = await import('./board.ts');
      return createBoard(path, [...this.#queues.values()], { showWorkers: this.#backend.shared });
    });
  }

  async ping(): Promise<void> {
    await this.#call(() => this.#backend.ping());
  }

  claim(installation: string): Promise<QueueClaim> {
    return this.#call(() => this.#backend.claim(installation));
  }

  lease(work: string, ms: number): Promise<boolean> {
    return this.#call(() => this.#backend.lease(work, ms));
  }

  close(graceMs: number = DEFAULT_GRACE_MS): Promise<void> {
    this.#closing ??= this.#close(graceMs);
    return this.#closing;
  }

  #worker<N extends JobName>(name: N, handlers: JobHandlers): QueueWorker {
    return this.#backend.worker(
      name,
      JOB_TABLE[name].concurrency,
      (job, token) => this.#processor.process(name, job, token, handlers[name]),
      { onLockLost: (id) => this.#processor.stopLost(name, id) },
    );
  }

  #queue(name: JobName): StoredQueue {
    const queue = this.#queues.get(name);
    if (queue === undefined) throw new KindredError('internal', `There is no job named ${name}.`);
    return queue;
  }

  #snapshot<N extends JobName>(name: N, id: string): Promise<JobSnapshot<N> | null> {
    return takeSnapshot(name, id, this.#cancellations, (other) => this.#queues.get(other) ?? null);
  }

  /**
   * Runs an operation for a caller.
   * @throws KindredError `queue_unavailable` when the queue is closed or the datastore fails
   */
  async #call<T>(operation: () => Promise<T>): Promise<T> {
    if (this.#closing !== null) throw new KindredError('queue_unavailable', 'The job queue has been closed.');
    try {
      return await operation();
    } catch (error) {
      throw error instanceof KindredError ? error : this.#backend.explain(error);
    }
  }

  /** Removes the children that have not begun. When none is left BullMQ starts the parent again, which ends as cancelled. */
  async #dropWaitingChildren(job: StoredJob): Promise<void> {
    const { unprocessed = [] } = await job.getDependencies();
    for (const key of unprocessed) {
      const child = parseChildKey(key);
      await this.#queues.get(child.queue)?.remove(child.id);
    }
  }

  /** Looks again and again, until the queue is closed. */
  async #watch(everyMs: number, look: () => Promise<unknown>): Promise<void> {
    const { signal } = this.#stopPolling;
    let pause = everyMs;
    while (!signal.aborted) {
      await delay(pause, undefined, { ref: false, signal }).catch(() => undefined);
      try {
        if (!signal.aborted) await look();
        pause = everyMs;
      } catch (error) {
        if (!signal.aborted) this.#onError(this.#backend.explain(error));
        pause = POLL_PAUSE_AFTER_ERROR_MS;
      }
    }
  }

  async #close(graceMs: number): Promise<void> {
    this.#stopPolling.abort();
    this.#processor.refuse();
    const closed = Promise.all((this.#workers ?? []).map((worker) => worker.close()));
    await settleWithin(closed, graceMs);
    await this.#processor.stopAll();
    const queues = [...this.#queues.values(), this.#cancellationQueue];
    const all = closed.then(() => Promise.all(queues.map((queue) => queue.close())));
    await settleWithin(all, CLOSE_LIMIT_MS);
    await this.#backend.close();
  }
}

function assertHandlers(handlers: JobHandlers): void {
  const missing = JOB_NAMES.filter((name) => typeof handlers[name] !== 'function');
  const unknown = Object.keys(handlers).filter((name) => !Object.hasOwn(JOB_TABLE, name));
  if (missing.length === 0 && unknown.length === 0) return;
  throw new KindredError(
    'internal',
    `Every job of the job table needs exactly one handler. Missing: ${missing.join(', ') || 'none'}; ` +
      `unknown: ${unknown.join(', ') || 'none'}.`,
  );
}

function jobOptions(name: JobName, id: string): JobsOptions {
  const { attempts, backoff_ms: delayMs } = JOB_TABLE[name];
  return {
    jobId: id,
    attempts,
    backoff: { type: 'exponential', delay: delayMs },
    removeOnComplete: { count: KEPT_JOBS },
    removeOnFail: { count: KEPT_JOBS },
  };
}

/** The options of a child. It is removed when it is done, because its batch is large; its parent keeps its result. */
function childOptions(name: JobName, id: string, parent: StoredJob): JobsOptions {
  return {
    ...jobOptions(name, id),
    removeOnComplete: true,
    removeOnFail: { count: KEPT_FAILED_CHILDREN },
    parent: { id: parent.id ?? '', queue: parent.queueQualifiedName },
    failParentOnFailure: true,
  };
}

/** Starts a delayed job now. It does not matter when the job has become due by itself meanwhile. */
async function promoteIfDelayed(job: StoredJob): Promise<void> {
  try {
    await job.promote();
  } catch (error) {
    if (await job.isDelayed()) throw error;
  }
}
