import { WaitingChildrenError } from 'bullmq';
import { type ErrorCode, KindredError } from '../../schemas/errors.ts';
import type { JobName, JobPayload, JobProgress, JobResult } from '../../schemas/jobs.ts';
import type { StoredJob } from './backend.ts';
import { decodeProgress, decodeResult, encode, parseChildKey, parsePayload, parseProgress } from './codec.ts';
import type { JobContext, JobHandler } from './port.ts';
import { describeFailedChild, type QueueOf } from './snapshot.ts';

/** Why a running job has to stop; `lost` means that another worker has been given the job. */
export type StopReason = 'cancelled' | 'closing' | 'lost';

/** The errors of stopped jobs. A cancelled job has ended; after the other two the job is started again. */
const STOP_ERRORS: { readonly [R in StopReason]: readonly [ErrorCode, string] } = {
  cancelled: ['cancelled', 'The job was cancelled.'],
  closing: ['queue_unavailable', 'The worker is stopping; the job goes on at the next start.'],
  lost: [
    'queue_unavailable',
    'The job was given to another worker: this one did not renew its lock in time.',
  ],
};

export function stopError(reason: StopReason): KindredError {
  return new KindredError(...STOP_ERRORS[reason]);
}

export interface JobRunDependencies {
  readonly queueOf: QueueOf;
  /** Stores a job as a child of `parent`. The payload is its JSON text and has been checked. */
  readonly addChild: (name: JobName, id: string, payload: string, parent: StoredJob) => Promise<void>;
}

/** One run of a handler over a job, as the handler sees it. */
export class JobRun<N extends JobName> implements JobContext<N> {
  readonly name: N;
  readonly id: string;
  readonly payload: JobPayload<N>;
  readonly attempt: number;
  readonly parent: { readonly name: string; readonly id: string } | null;
  readonly #job: StoredJob;
  readonly #dependencies: JobRunDependencies;
  readonly #controller = new AbortController();
  #progress: JobProgress<N> | null;
  #stopReason: StopReason | null = null;
  #leaving = false;
  #children: Promise<Set<string>> | null = null;
  #abandon: (error: Error) => void = () => undefined;

  /** @throws KindredError `invalid_request` when the stored payload is not what the job table says */
  constructor(name: N, job: StoredJob, dependencies: JobRunDependencies) {
    this.name = name;
    this.id = job.id ?? '';
    this.payload = parsePayload(name, JSON.parse(job.data));
    this.attempt = job.attemptsMade + 1;
    const parent = job.parentKey === undefined ? null : parseChildKey(job.parentKey);
    this.parent = parent === null ? null : { name: parent.queue, id: parent.id };
    this.#job = job;
    this.#dependencies = dependencies;
    this.#progress = decodeProgress<N>(job.progress);
  }

  get progress(): JobProgress<N> | null {
    return this.#progress;
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get stopReason(): StopReason | null {
    return this.#stopReason;
  }

  /** Whether the handler was told that its children are not done. Then it must be run again when they are. */
  get waitsForChildren(): boolean {
    return this.#leaving;
  }

  stop(reason: StopReason): void {
    if (this.#stopReason !== null) return;
    this.#stopReason = reason;
    this.#controller.abort(stopError(reason));
  }

  /** Ends the run although its handler goes on in spite of its signal. */
  abandon(): void {
    this.#abandon(stopError('closing'));
  }

  /** Runs the handler until it ends or is abandoned. It may be called again when the children are done. */
  async execute(handler: JobHandler<N>): Promise<JobResult<N>> {
    this.#leaving = false;
    const abandoned = new Promise<never>((_resolve, reject) => {
      this.#abandon = reject;
    });
    return Promise.race([handler(this), abandoned]);
  }

  async report(progress: JobProgress<N>): Promise<void> {
    this.#assertRunning();
    await this.#job.updateProgress(encode(parseProgress(this.name, progress)));
    this.#progress = progress;
  }

  async addChild<C extends JobName>(name: C, id: string, payload: JobPayload<C>): Promise<void> {
    this.#assertRunning();
    const known = await this.#knownChildren();
    const key = childKey(name, id);
    if (known.has(key)) return;
    await this.#dependencies.addChild(name, id, encode(parsePayload(name, payload)), this.#job);
    known.add(key);
  }

  async unfinishedChildren(): Promise<number> {
    this.#assertRunning();
    const counts = await this.#job.getDependenciesCount();
    if ((counts.failed ?? 0) > 0) throw await this.childFailure();
    return counts.unprocessed ?? 0;
  }

  async childResults<C extends JobName>(name: C): Promise<JobResult<C>[]> {
    if ((await this.unfinishedChildren()) > 0) {
      this.#leaving = true;
      throw new WaitingChildrenError();
    }
    const results: JobResult<C>[] = [];
    for (const [key, value] of Object.entries(await this.#job.getChildrenValues<string>())) {
      const result = decodeResult<C>(value);
      if (parseChildKey(key).queue === name && result !== null) results.push(result);
    }
    return results;
  }

  /** The error with which this job fails because one of its children has failed. */
  async childFailure(): Promise<KindredError> {
    const { failed } = await this.#job.getDependencies({ failed: { cursor: 0, count: 1 } });
    const key = failed?.[0];
    const message =
      key === undefined
        ? 'One of its parts failed.'
        : await describeFailedChild(key, this.#dependencies.queueOf);
    return new KindredError('internal', message);
  }

  #assertRunning(): void {
    this.signal.throwIfAborted();
    if (this.#leaving) throw new WaitingChildrenError();
  }

  /**
   * The children that earlier starts have added. They must not be added again: a finished child is deleted, only its result
   * is kept with its parent, and BullMQ would take it for a new job.
   */
  #knownChildren(): Promise<Set<string>> {
    this.#children ??= this.#readChildren();
    return this.#children;
  }

  async #readChildren(): Promise<Set<string>> {
    if (this.#job.attemptsStarted <= 1) return new Set();
    const { processed = {}, unprocessed = [], failed = [] } = await this.#job.getDependencies();
    return new Set(
      [...Object.keys(processed), ...unprocessed, ...failed].map((key) => {
        const { queue, id } = parseChildKey(key);
        return childKey(queue, id);
      }),
    );
  }
}

function childKey(name: string, id: string): string {
  return `${name}:${id}`;
}
