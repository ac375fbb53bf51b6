import type { Job, Queue, Telemetry, Worker } from 'bullmq';
import type { KindredError } from '../../schemas/errors.ts';
import type { JobEvent, QueueClaim } from './port.ts';

/** A job as BullMQ keeps it. Payload and result are JSON texts, see `codec.ts`. */
export type StoredJob = Job<string, string, string>;

/** The methods of BullMQ's `Queue` that the adapter uses; they are the same for every datastore. */
export type StoredQueue = Pick<
  Queue<string, string, string>,
  | 'name'
  | 'add'
  | 'getJob'
  | 'getJobState'
  | 'getJobs'
  | 'getJobCounts'
  | 'getActive'
  | 'remove'
  | 'clean'
  | 'close'
>;

/** The methods of BullMQ's `Worker` that the adapter uses. */
export type QueueWorker = Pick<
  Worker<string, string, string>,
  'close' | 'waitUntilReady' | 'pause' | 'resume'
>;

interface WorkerEvents {
  /** Called when a job of this worker was given to another one, because this one seemed to be dead. */
  readonly onLockLost: (id: string) => void;
}

/** A datastore under BullMQ. It makes queues and workers that are connected to it. */
export interface QueueBackend {
  /** Whether other processes may work on the same jobs, and cancel them. */
  readonly shared: boolean;
  queue(name: string): StoredQueue;
  worker(
    name: string,
    concurrency: number,
    process: (job: StoredJob, token: string) => Promise<string>,
    events: WorkerEvents,
  ): QueueWorker;
  /** Resolves when the datastore answers. */
  ping(): Promise<void>;
  claim(installation: string): Promise<QueueClaim>;
  lease(work: string, ms: number): Promise<boolean>;
  /** The error to throw to a caller when an operation of the datastore has failed; its message is for people. */
  explain(error: unknown): KindredError;
  /** Closes the connections. All queues and workers must have been closed before. */
  close(): Promise<void>;
}

/** The number of events that BullMQ keeps in its own log. They carry progress, and nothing in Kindred reads them. */
export const KEPT_EVENTS = 100;

/**
 * A job that was started more often than this without its attempt coming to an end is taken for one that kills its worker.
 * The number is high, because starts also count when the job waits for its children or is returned to the queue on close.
 */
export const MAX_UNFINISHED_STARTS = 50;

/** Carries the trace of the request that has added a job to the worker that runs it. */
export type QueueTelemetry = Telemetry;

export interface QueueOptions {
  /** Without it jobs leave no traces. */
  readonly telemetry?: QueueTelemetry;
  /** Called after every run of a job in this process with what has become of it. */
  readonly onJob?: (event: JobEvent) => void;
  /**
   * Called with errors that belong to no call, such as lost connections and failed renewals of locks. Default: a warning of
   * the process.
   */
  readonly onError?: (error: Error) => void;
}

/** The telemetry as an option of BullMQ, which has no value for "none". */
export function telemetryOption({ telemetry }: QueueOptions): { telemetry?: QueueTelemetry } {
  return telemetry === undefined ? {} : { telemetry };
}

/** Errors with the same message are told again after this time at the earliest. */
const TELL_AGAIN_MS = 10_000;
/** So many messages are remembered. */
const REMEMBERED = 100;

/**
 * A listener that passes each error on once: several objects share a connection, and each of them reports its errors. Of
 * errors with the same message, of which a datastore that is gone gives hundreds in a second, one in ten seconds is told.
 */
export function errorListener(options: QueueOptions): (error: Error) => void {
  const told = new Map<string, number>();
  const tell = options.onError ?? ((error) => process.emitWarning(error));
  return (error) => {
    const now = performance.now();
    if (now - (told.get(error.message) ?? -TELL_AGAIN_MS) < TELL_AGAIN_MS) return;
    if (told.size >= REMEMBERED) told.clear();
    told.set(error.message, now);
    tell(error);
  };
}
