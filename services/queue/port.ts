import type { IncomingMessage, ServerResponse } from 'node:http';
import type { JobName, JobPayload, JobProgress, JobResult } from '../../schemas/jobs.ts';

export type JobState =
  'waiting' | 'delayed' | 'active' | 'waiting-children' | 'completed' | 'failed' | 'cancelled';

/** What is known about a job at one moment. Times are in milliseconds since the epoch. */
export interface JobSnapshot<N extends JobName> {
  readonly id: string;
  readonly name: N;
  readonly state: JobState;
  readonly payload: JobPayload<N>;
  readonly progress: JobProgress<N> | null;
  readonly result: JobResult<N> | null;
  /** Why the job or its last attempt has failed; null when neither has. */
  readonly error: string | null;
  /** Number of attempts that have come to an end. One that was killed or returned to the queue does not count. */
  readonly attempts: number;
  readonly children: { readonly finished: number; readonly unfinished: number };
  readonly createdAt: number;
  readonly startedAt: number | null;
  readonly finishedAt: number | null;
}

/** What a handler sees of its job, and may do. Its `progress` survives a killed process and is there at the next start. */
export interface JobContext<N extends JobName> {
  readonly id: string;
  readonly payload: JobPayload<N>;
  readonly progress: JobProgress<N> | null;
  /** The number of the attempt, from 1. It rises when an attempt fails, and not when the job is merely started again. */
  readonly attempt: number;
  /**
   * Aborted when the job is cancelled, or when the worker must stop before the job has ended. From then on the methods
   * below reject with its reason, a `KindredError`. Its code is `cancelled` only when the job will not be started again.
   */
  readonly signal: AbortSignal;
  /** Stores how far the job is. */
  report(progress: JobProgress<N>): Promise<void>;
  /** Adds a child with an id. When a child with that id was added before, even one that has finished, nothing is added. */
  addChild<C extends JobName>(name: C, id: string, payload: JobPayload<C>): Promise<void>;
  /** The number of children that are not done. It rejects when a child has failed for good, which fails this job too. */
  unfinishedChildren(): Promise<number>;
  /**
   * The results of the children of that name, in no particular order. It rejects while a child is not done; a handler must
   * let that error through. The job then leaves its worker, and its handler is run again from the start, with its progress,
   * when the last child is done. It also rejects when a child has failed for good.
   */
  childResults<C extends JobName>(name: C): Promise<JobResult<C>[]>;
}

export type JobHandler<N extends JobName> = (job: JobContext<N>) => Promise<JobResult<N>>;
export type JobHandlers = { readonly [N in JobName]: JobHandler<N> };

/** What has become of a job after one run. */
export interface JobEvent {
  readonly name: JobName;
  readonly id: string;
  /** The id of the job whose child it is; null when it is no child. */
  readonly parent: string | null;
  readonly attempt: number;
  /**
   * `waiting-children` means that it runs again when its children are done, and `returned` that its worker was stopped and
   * it runs again later.
   */
  readonly outcome: 'completed' | 'waiting-children' | 'returned' | 'cancelled' | 'attempt-failed' | 'failed';
  /** How long the run took, in milliseconds. */
  readonly ms: number;
  /** Why the run failed, for the outcomes `attempt-failed` and `failed`; else null. */
  readonly error: unknown;
}

/** How many jobs of a name are in a state. */
export interface QueueDepth {
  readonly name: JobName;
  readonly state: 'waiting' | 'active' | 'delayed' | 'waiting-children';
  readonly count: number;
}

/** Whose jobs a datastore keeps. */
export interface QueueClaim {
  /** The id of the installation. */
  readonly installation: string;
  /** When it was marked, in milliseconds since the epoch: before that it was empty. */
  readonly since: number;
}

/** Answers a request for a page of the board, and calls `next` when there is no such page. */
export type BoardHandler = (
  request: IncomingMessage,
  response: ServerResponse,
  next: (error?: unknown) => void,
) => void;

/**
 * Keeps jobs, which survive the process, and runs them. A job may be run more than once, so handlers must bear repetition.
 * When a handler fails, the job is tried again after a pause that grows, unless the error is a `KindredError` that is not
 * retryable.
 *
 * @throws KindredError `queue_unavailable` from every method when the queue is closed or does not answer
 */
export interface JobQueue {
  /**
   * Adds a job, unless there is one with this id, which then stays as it is.
   * @param id letters, digits, dots, dashes and underscores, not digits alone
   * @throws KindredError `invalid_request` when the id or the payload is not valid
   */
  enqueue<N extends JobName>(name: N, id: string, payload: JobPayload<N>): Promise<void>;
  /** What is known about a job now; null when there is none with this id. */
  find<N extends JobName>(name: N, id: string): Promise<JobSnapshot<N> | null>;
  /**
   * The newest jobs in any state, the newest one first. With `wanted` only those are listed whose payload it accepts. Of the
   * jobs that have ended the last 1,000 are kept; finished children are not.
   */
  list<N extends JobName>(
    name: N,
    limit: number,
    wanted?: (payload: JobPayload<N>) => boolean,
  ): Promise<JobSnapshot<N>[]>;
  /**
   * Cancels a job, in whichever process it runs. It counts as cancelled at once. Its signal and those of its running
   * children are aborted, and its waiting children are removed. The answer is false when the job has ended already, or
   * there is none.
   * @param reason what the job tells of it, instead of the sentence for jobs that somebody cancelled
   */
  cancel(name: JobName, id: string, reason?: string): Promise<boolean>;
  /**
   * How many jobs are being run now, in any process, whose payload `wanted` accepts. A cancelled job counts until its
   * handler has ended, and that of a killed worker until another worker has noticed.
   */
  running<N extends JobName>(name: N, wanted: (payload: JobPayload<N>) => boolean): Promise<number>;
  /** Replaces the progress of a job, also when it has ended, for instance to remove what may no longer be told. */
  amend<N extends JobName>(name: N, id: string, progress: JobProgress<N>): Promise<void>;
  /**
   * Starts to run jobs. It may be called once.
   * @param confirm rejects when the jobs are not those of this service. It is asked before each run, and none is taken
   * until it resolves again
   * @throws KindredError `internal` when a job has no handler
   */
  work(handlers: JobHandlers, confirm?: () => Promise<unknown>): Promise<void>;
  /** The number of jobs that have not ended, by name and state. */
  depth(): Promise<QueueDepth[]>;
  /**
   * The pages on which people see the jobs, at `path` of the server. They change nothing and show no rows of users. Their
   * code is loaded at the first call.
   */
  board(path: string): Promise<BoardHandler>;
  /** @throws KindredError `queue_unavailable` when jobs cannot be taken now */
  ping(): Promise<void>;
  /** Marks the datastore as that of an installation, unless it is marked already, and gives its mark. */
  claim(installation: string): Promise<QueueClaim>;
  /** Whether the caller, of all processes that share the datastore, may do the work of this name for the next `ms`. */
  lease(work: string, ms: number): Promise<boolean>;
  /**
   * Takes no new job, and waits for running ones for `graceMs` (default 10 s). Then it aborts their signals and returns
   * them to the queue; a handler that goes on for another second is no longer waited for. It may be called again.
   */
  close(graceMs?: number): Promise<void>;
}
