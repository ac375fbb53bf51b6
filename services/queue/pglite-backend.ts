import { mkdir } from 'node:fs/promises';
import { PGlite } from '@electric-sql/pglite';
import { createPostgresBackend, DEFAULT_SCHEMA, quoteSchemaName, runMigrations, withBackend } from 'bullmq';
import { KindredError } from '../../schemas/errors.ts';
import { JOB_TABLE } from '../../schemas/jobs.ts';
import {
  errorListener,
  KEPT_EVENTS,
  telemetryOption,
  type QueueBackend,
  type QueueOptions,
  type QueueTelemetry,
} from './backend.ts';
import { BullmqJobQueue } from './bullmq-queue.ts';
import { returnToQueue } from './orphans.ts';
import { PglitePool } from './pglite-pool.ts';
import type { JobQueue, QueueClaim } from './port.ts';
import { unpackTemplate } from './template.ts';

/** Postgres runs inside the process and would take 128 MB of its memory by default; jobs need much less. */
const START_PARAMETERS = [...PGlite.defaultStartParams, '-c', 'shared_buffers=16MB'];

/** How often the database is maintained. Inside a process Postgres does neither vacuum nor checkpoint by itself, and grows. */
const MAINTENANCE_INTERVAL_MS = 30_000;

/**
 * Opens the job queue that lives inside this process: BullMQ's Postgres backend on PGlite, its files in `directory`
 * (made when missing).
 *
 * The caller must make sure that no second process opens the same directory. A job that is still marked as running then
 * belonged to a process that was killed, and is returned to the queue at once.
 *
 * @throws KindredError `queue_unavailable` when the directory cannot be opened
 */
export async function openEmbeddedQueue(directory: string, options: QueueOptions = {}): Promise<JobQueue> {
  const onError = errorListener(options);
  try {
    const backend = new PgliteBackend(await openPool(directory), options, onError);
    await returnAbandonedJobs(backend).catch(async (error: unknown) => {
      await backend.close();
      throw error;
    });
    return new BullmqJobQueue(backend, { ...options, onError });
  } catch (error) {
    throw new KindredError(
      'queue_unavailable',
      `The embedded job queue in ${directory} cannot be opened: ${messageOf(error)}. ` +
        'Check that the directory can be written to and that no other process uses it.',
      { cause: error },
    );
  }
}

async function openPool(directory: string): Promise<PglitePool> {
  await unpackTemplate(directory);
  await mkdir(directory, { recursive: true });
  const db = await PGlite.create({ dataDir: directory, startParams: START_PARAMETERS });
  const pool = new PglitePool(db);
  try {
    const client = await pool.connect();
    await runMigrations(client, DEFAULT_SCHEMA);
    client.release();
    await pool.query(`SET search_path TO ${quoteSchemaName(DEFAULT_SCHEMA)}`);
    return pool;
  } catch (error) {
    await db.close();
    throw error;
  }
}

/** Returns jobs to the queue that are marked as running, since the process is gone in which they ran. */
async function returnAbandonedJobs(backend: QueueBackend): Promise<void> {
  for (const name of Object.keys(JOB_TABLE)) {
    const queue = backend.queue(name);
    for (const job of await queue.getActive()) await returnToQueue(job);
    await queue.close();
  }
}

class PgliteBackend implements QueueBackend {
  readonly shared = false;
  readonly #pool: PglitePool;
  readonly #common: { readonly connection: PglitePool; readonly telemetry?: QueueTelemetry };
  readonly #onError: (error: Error) => void;
  readonly #classes = withBackend(createPostgresBackend);
  readonly #timer: NodeJS.Timeout;

  constructor(pool: PglitePool, options: QueueOptions, onError: (error: Error) => void) {
    this.#common = { connection: pool, ...telemetryOption(options) };
    this.#pool = pool;
    this.#onError = onError;
    const maintain = (): void => void maintainDatabase(pool).catch((error: Error) => onError(error));
    this.#timer = setInterval(maintain, MAINTENANCE_INTERVAL_MS).unref();
  }

  queue(name: string): ReturnType<QueueBackend['queue']> {
    const { Queue } = this.#classes;
    const queue = new Queue<string, string, string>(name, {
      ...this.#common,
      streams: { events: { maxLen: KEPT_EVENTS } },
    });
    queue.on('error', this.#onError);
    return queue;
  }

  worker(
    ...[name, concurrency, process]: Parameters<QueueBackend['worker']>
  ): ReturnType<QueueBackend['worker']> {
    const { Worker } = this.#classes;
    const worker = new Worker<string, string, string>(name, (job, token) => process(job, token ?? ''), {
      ...this.#common,
      concurrency,
      // All jobs run in this process, so a lock that ran out only means that the event loop was blocked.
      skipStalledCheck: true,
    });
    worker.on('error', this.#onError);
    return worker;
  }

  async ping(): Promise<void> {
    await this.#pool.query('SELECT 1');
  }

  /** The queue lies in the data directory of its installation, and belongs to no other. */
  claim(installation: string): Promise<QueueClaim> {
    return Promise.resolve({ installation, since: 0 });
  }

  /** No other process has this queue open. */
  lease(): Promise<boolean> {
    return Promise.resolve(true);
  }

  explain(error: unknown): KindredError {
    return new KindredError('queue_unavailable', `The embedded job queue failed: ${messageOf(error)}`, {
      cause: error,
    });
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    try {
      await maintainDatabase(this.#pool);
    } finally {
      await this.#pool.end();
    }
  }
}

/** Makes the room of deleted jobs usable again, and shortens the log that is replayed after a process was killed. */
async function maintainDatabase(pool: PglitePool): Promise<void> {
  await pool.query('VACUUM job, job_dependency, event, meta');
  await pool.query('CHECKPOINT');
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
