import type { IncomingMessage, ServerResponse } from 'node:http';
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
  /** Why the job, or its last attempt, failed. */
  readonly error: string | null;
  /** Attempts that have come to an end; one that was killed or returned to the queue has not. */
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
  /** 1 for the first attempt. Only a failure makes it the next one, being started again does not. */
  readonly attempt: number;
  /**
   * Aborted when the job is cancelled, or when the worker must stop before the job has ended. From then on the
   * methods below reject with its reason: a `KindredError`, with the code `cancelled` only when the job is not going
   * to be started again.
   */
  readonly signal: AbortSignal;
  report(progress: JobProgress<N>): Promise<void>;
  /** Adds a child under an id of its own; adding the same id again is one child, also once that has finished. */
  addChild<C extends JobName>(name: C, id: string, payload: JobPayload<C>): Promise<void>;
  /** Rejects when a child has finally failed, which fails this job too. */
  unfinishedChildren(): Promise<number>;
  /**
   * The results of the children of that name, in no particular order, when every child has finished. Rejects while
   * one has not: let that error through. The job then leaves its worker and is run again from the start, with its
   * progress, when the last child is done. Also rejects when a child has finally failed.
   */
  childResults<C extends JobName>(name: C): Promise<JobResult<C>[]>;
}

export type JobHandler<N extends JobName> = (job: JobContext<N>) => Promise<JobResult<N>>;
export type JobHandlers = { readonly [N in JobName]: JobHandler<N> };

/** What one run of a job came to. */
export interface JobEvent {
  readonly name: JobName;
  readonly id: string;
  /** The id of the job that it is a part of. */
  readonly parent: string | null;
  readonly attempt: number;
  /** `waiting-children`: runs again when its parts are done; `returned`: the worker stopped, another start runs it. */
  readonly outcome: 'completed' | 'waiting-children' | 'returned' | 'cancelled' | 'attempt-failed' | 'failed';
  readonly ms: number;
  /** Of the last two outcomes. */
  readonly error: unknown;
}

export interface QueueDepth {
  readonly name: JobName;
  readonly state: 'waiting' | 'active' | 'delayed' | 'waiting-children';
  readonly count: number;
}

/** Answers a request for one of the board's pages; calls `next` when there is no such page. */
export type BoardHandler = (
  request: IncomingMessage,
  response: ServerResponse,
  next: (error?: unknown) => void,
) => void;

/**
 * Jobs that survive the process. Delivery is at least once: handlers must bear repetition. A handler's error is tried
 * again with backoff, unless it is a `KindredError` that is not retryable. Calls reject with `queue_unavailable` when
 * the queue is closed or does not answer.
 */
export interface JobQueue {
  /**
   * Enqueues under `id`: letters, digits, dots, dashes and underscores, not digits alone. A job that is already there
   * is left alone. Throws `invalid_request` on a bad id or payload.
   */
  enqueue<N extends JobName>(name: N, id: string, payload: JobPayload<N>): Promise<void>;
  find<N extends JobName>(name: N, id: string): Promise<JobSnapshot<N> | null>;
  /**
   * Those whose payload is `wanted` (all, when left out), newest first, over all states. Of the jobs that have ended the
   * last 1,000 are kept; children go at once.
   */
  list<N extends JobName>(
    name: N,
    limit: number,
    wanted?: (payload: JobPayload<N>) => boolean,
  ): Promise<JobSnapshot<N>[]>;
  /**
   * Stops a job, from whichever process: it counts as cancelled at once, its signal is aborted and so are those of its
   * running children; its waiting children are dropped. False when it had ended, or never was.
   */
  cancel(name: JobName, id: string): Promise<boolean>;
  /** Starts working. Fails unless every job has a handler. May be called once. */
  work(handlers: JobHandlers): Promise<void>;
  /** How many jobs there are that have not ended, by name and state. */
  depth(): Promise<QueueDepth[]>;
  /**
   * Pages on which people see the jobs, at `path` of the server; they change nothing and show no rows. Loaded at the
   * first call.
   */
  board(path: string): Promise<BoardHandler>;
  /** Rejects with `queue_unavailable` when jobs can't be taken now. */
  ping(): Promise<void>;
  /**
   * Takes no new job, waits for running ones up to `graceMs` (default 10 s), then aborts their signals and returns
   * them to the queue; a handler that does not settle within a second is left behind. May be called again.
   */
  close(graceMs?: number): Promise<void>;
}
