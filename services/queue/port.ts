import type { JobName, JobPayload, JobProgress, JobResult } from '../../schemas/jobs.ts';

export type JobState =
  'waiting' | 'delayed' | 'active' | 'waiting-children' | 'completed' | 'failed' | 'cancelled';

/** What is known about one job at one moment. Times are milliseconds since the epoch. */
export interface JobSnapshot<N extends JobName> {
  readonly id: string;
  readonly name: N;
  readonly state: JobState;
  readonly payload: JobPayload<N>;
  readonly progress: JobProgress<N> | null;
  readonly result: JobResult<N> | null;
  readonly error: string | null;
  readonly attempts: number;
  readonly children: { readonly finished: number; readonly unfinished: number };
  readonly createdAt: number;
  readonly startedAt: number | null;
  readonly finishedAt: number | null;
}

/** What a running job may do. `progress` survives a killed process and is there on the next attempt. */
export interface JobContext<N extends JobName> {
  readonly id: string;
  readonly payload: JobPayload<N>;
  readonly progress: JobProgress<N> | null;
  readonly attempt: number;
  /** Aborted when the job is cancelled, or when the worker must stop before the job has ended. */
  readonly signal: AbortSignal;
  report(progress: JobProgress<N>): Promise<void>;
  /** Adds a child under an id of its own; adding the same id twice is one child. */
  addChild<C extends JobName>(name: C, id: string, payload: JobPayload<C>): Promise<void>;
  unfinishedChildren(): Promise<number>;
  /**
   * Resolves once every child has finished, to their results. May instead never return: the job leaves its
   * worker and is run again from the start, with its progress, when the last child is done.
   */
  childResults<C extends JobName>(name: C): Promise<JobResult<C>[]>;
}

export type JobHandler<N extends JobName> = (job: JobContext<N>) => Promise<JobResult<N>>;
export type JobHandlers = { readonly [N in JobName]: JobHandler<N> };

/** Jobs that survive the process. Delivery is at least once: handlers must bear repetition. */
export interface JobQueue {
  /** Enqueues under `id`; a job that is already there is left alone. Throws `invalid_request` on a bad payload. */
  enqueue<N extends JobName>(name: N, id: string, payload: JobPayload<N>): Promise<void>;
  find<N extends JobName>(name: N, id: string): Promise<JobSnapshot<N> | null>;
  /** Newest first. */
  list<N extends JobName>(name: N, limit: number): Promise<JobSnapshot<N>[]>;
  /** Stops a job and drops its waiting children. False when it had ended, or never was. */
  cancel(name: JobName, id: string): Promise<boolean>;
  /** Starts working. Fails unless every job has a handler. May be called once. */
  work(handlers: JobHandlers): Promise<void>;
  /** Rejects with `queue_unavailable` when jobs can't be taken now. */
  ping(): Promise<void>;
  /** Takes no new job, waits for running ones up to `graceMs`, then returns them to the queue. */
  close(graceMs?: number): Promise<void>;
}
