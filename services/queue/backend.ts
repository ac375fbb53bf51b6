import type { Job, Queue, Telemetry, Worker } from 'bullmq';
import type { KindredError } from '../../schemas/errors.ts';
import type { JobEvent } from './port.ts';

/** A job as BullMQ keeps it: payload and result are JSON texts, see codec.ts. */
export type StoredJob = Job<string, string, string>;

/** What the adapter uses of BullMQ's `Queue`, whichever datastore is behind it. */
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

/** What the adapter uses of BullMQ's `Worker`. */
export type QueueWorker = Pick<Worker<string, string, string>, 'close' | 'waitUntilReady'>;

interface WorkerEvents {
  /** A job of this worker was given to another one, because this one looked dead. */
  readonly onLockLost: (id: string) => void;
}

/** One datastore under BullMQ: hands out its classes, already connected. */
export interface QueueBackend {
  /** True when other processes work on the same jobs, so that a cancellation may come from outside. */
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
  /** What to tell people when an operation of the datastore failed. */
  explain(error: unknown): KindredError;
  /** Closes what `queue` and `worker` were given. Their own `close` has been called before. */
  close(): Promise<void>;
}

/** Events of BullMQ's own log that stay; they carry progress, and nothing here reads them. */
export const KEPT_EVENTS = 100;

/**
 * How often a job may be started without its attempt coming to an end, before it is taken for one that kills its
 * worker. Waiting for children and being returned on close count too, so this is generous.
 */
export const MAX_UNFINISHED_STARTS = 50;

/** What lets a job go on with the trace of who added it. */
export type QueueTelemetry = Telemetry;

export interface QueueOptions {
  /** Default: no traces. */
  readonly telemetry?: QueueTelemetry;
  /** Told what became of every job that this process has run. */
  readonly onJob?: (event: JobEvent) => void;
  /** Told about failures outside of any call: lost connections, failed lock renewals. Default: a process warning. */
  readonly onError?: (error: Error) => void;
}

/** As BullMQ takes it. */
export function telemetryOption({ telemetry }: QueueOptions): { telemetry?: QueueTelemetry } {
  return telemetry === undefined ? {} : { telemetry };
}

/** A listener that tells of each error once, although several objects share a connection and pass it on. */
export function errorListener(options: QueueOptions): (error: Error) => void {
  const told = new WeakSet<Error>();
  const tell = options.onError ?? ((error) => process.emitWarning(error));
  return (error) => {
    if (told.has(error)) return;
    told.add(error);
    tell(error);
  };
}
