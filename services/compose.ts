import { join } from 'node:path';
import pino, { type Logger } from 'pino';
import { KindredError } from '../schemas/errors.ts';
import { openAuthenticator, WITHOUT_KEYS, type Authenticator } from './access/authenticator.ts';
import { openRateLimit, type RateLimit } from './access/rate-limit.ts';
import type { Config, TracingConfig } from './config.ts';
import { openEncoderWhenUsed } from './embedding/lazy-encoder.ts';
import { openEncoder } from './embedding/onnx-encoder.ts';
import type { Encoder } from './embedding/port.ts';
import { measuredEncoder, measuredStore } from './metrics/measured.ts';
import { Metrics } from './metrics/metrics.ts';
import type { QueueOptions } from './queue/backend.ts';
import { jobLog } from './queue/job-log.ts';
import { openQueueWhenUsed } from './queue/lazy-queue.ts';
import type { JobQueue } from './queue/port.ts';
import { openEncodings, type Encoders } from './encodings/open-encodings.ts';
import type { Encodings } from './encodings/port.ts';
import type { RecordStore, RecordStores } from './store/port.ts';
import { tracedEncoder, tracedStore } from './tracing/traced.ts';
import type { Tracing } from './tracing/tracing.ts';

/** Of the time to stop in: what running jobs may take to come to their end, before they go back to the queue. */
const JOBS_SHARE = 0.4;

/**
 * `at-start`: what cannot be opened ends the start. `when-used`: encoder and embedded queue, which cost seconds, are
 * opened by what first needs them; for a service that lives as long as one command.
 */
export type Opening = 'at-start' | 'when-used';

/** The parts of a running service. */
export interface Kindred {
  readonly config: Config;
  readonly encodings: Encodings;
  readonly queue: JobQueue;
  readonly authenticator: Authenticator;
  readonly rateLimit: RateLimit;
  readonly metrics: Metrics;
  /** Null: none is exported. */
  readonly tracing: Tracing | null;
  /** Ends everything in the order that loses nothing; may be called twice. */
  close(): Promise<void>;
}

/**
 * Opens every part that `config` names; the only place that knows adapters. What was opened before a part
 * fails is closed again.
 * @param onError told of errors that no caller waits for, such as a lost queue connection
 * @param logger told what became of jobs
 * @param opening when encoder and embedded queue are opened
 * @throws KindredError of the part that can't be opened, for example `data_directory_busy`
 */
export async function compose(
  config: Config,
  onError: (error: Error) => void,
  logger: Logger = pino({ level: 'silent' }),
  opening: Opening = 'at-start',
): Promise<Kindred> {
  refuseUnguardedQueue(config);
  const opened: { close(): Promise<void> }[] = [];
  const open = async <T extends { close(): Promise<void> }>(part: Promise<T>): Promise<T> => {
    const ready = await part;
    opened.unshift(ready);
    return ready;
  };
  const closeAll = async (): Promise<void> => {
    for (const part of opened.splice(0)) await part.close();
  };
  try {
    const metrics = new Metrics();
    // First opened is last closed: what the others do until their end is traced.
    const tracing = config.tracing === null ? null : await open(openTracing(config.tracing));
    const openWith = opening === 'at-start' ? openEncoder : openEncoderWhenUsed;
    const openObserved = async (directory: string): Promise<Encoder> =>
      observedEncoder(await open(openWith(directory)), metrics, tracing);
    const encoders: Encoders = {
      current: await openObserved(config.encoderDir),
      next: config.nextEncoderDir === null ? null : await openObserved(config.nextEncoderDir),
    };
    // The store's lock also guards the embedded queue beside it, which has none: the store opens first.
    const stores = await recordStores(config);
    const encodings = await open(
      openEncodings(stores, encoders, (store) => observedStore(store, metrics, tracing)),
    );
    const queue = await openQueue(config, opening, {
      onError,
      onJob: jobLog(logger),
      ...(tracing !== null && { telemetry: tracing.queue }),
    });
    opened.unshift({ close: () => queue.close(config.stopMs * JOBS_SHARE) });
    metrics.watchQueue(queue);
    const authenticator = await openKeys(config);
    const rateLimit = await open(openLimit(config, onError));
    return { config, encodings, queue, authenticator, rateLimit, metrics, tracing, close: closeAll };
  } catch (error) {
    await closeAll();
    throw error;
  }
}

/** Its packages cost a start tenths of a second, and are loaded when they are used. */
async function openTracing(config: TracingConfig): Promise<Tracing> {
  const { openOtlpTracing } = await import('./tracing/otlp-tracing.ts');
  return openOtlpTracing(config);
}

function observedEncoder(encoder: Encoder, metrics: Metrics, tracing: Tracing | null): Encoder {
  return measuredEncoder(tracing === null ? encoder : tracedEncoder(encoder, tracing), metrics);
}

function observedStore(store: RecordStore, metrics: Metrics, tracing: Tracing | null): RecordStore {
  return measuredStore(tracing === null ? store : tracedStore(store, tracing), metrics);
}

/** The embedded queue is for one process, and the lock of the embedded store is its guard. */
function refuseUnguardedQueue({ qdrant, redisUrl }: Config): void {
  if (qdrant === null || redisUrl !== null) return;
  throw new KindredError(
    'invalid_request',
    'Wrong configuration. QDRANT_URL is set and REDIS_URL is not: with Qdrant several processes may work, and their ' +
      'jobs need a shared queue. Set REDIS_URL, or neither for the embedded store and queue.',
  );
}

async function openKeys({ keysFile }: Config): Promise<Authenticator> {
  return keysFile === null ? WITHOUT_KEYS : openAuthenticator(keysFile);
}

/** Counted in Redis where processes share one, so that a key has no more requests by asking several. */
async function openLimit(
  { keysFile, redisUrl, rateLimit }: Config,
  onError: (error: Error) => void,
): Promise<RateLimit & { close(): Promise<void> }> {
  if (keysFile === null || redisUrl === null)
    return { ...openRateLimit(rateLimit, null), close: () => Promise.resolve() };
  const { Redis } = await import('ioredis');
  const redis = new Redis(redisUrl, { enableOfflineQueue: false, maxRetriesPerRequest: 1 });
  redis.on('error', onError);
  const close = (): Promise<void> => {
    redis.disconnect();
    return Promise.resolve();
  };
  return { ...openRateLimit(rateLimit, redis), close };
}

/** As with the queue, only what is used is loaded. */
async function recordStores({ qdrant, dataDir }: Config): Promise<RecordStores> {
  if (qdrant !== null) {
    const { qdrantStores } = await import('./store/qdrant/stores.ts');
    return qdrantStores(qdrant.address, qdrant.layout);
  }
  const { embeddedStores } = await import('./store/embedded/stores.ts');
  return embeddedStores(join(dataDir, 'store'));
}

/** Only the client that is used is loaded: each costs a command line tenths of a second. */
async function openQueue(
  { redisUrl, dataDir }: Config,
  opening: Opening,
  options: QueueOptions,
): Promise<JobQueue> {
  if (redisUrl !== null) {
    const { openRedisQueue } = await import('./queue/redis-backend.ts');
    return openRedisQueue(redisUrl, options);
  }
  const openEmbedded = async (): Promise<JobQueue> => {
    const { openEmbeddedQueue } = await import('./queue/pglite-backend.ts');
    return openEmbeddedQueue(join(dataDir, 'queue'), options);
  };
  return opening === 'at-start' ? openEmbedded() : openQueueWhenUsed(openEmbedded);
}
