import { join } from 'node:path';
import { KindredError } from '../schemas/errors.ts';
import { openAuthenticator, WITHOUT_KEYS, type Authenticator } from './access/authenticator.ts';
import { openRateLimit, type RateLimit } from './access/rate-limit.ts';
import type { Config } from './config.ts';
import { openEncoder } from './embedding/onnx-encoder.ts';
import type { Encoder } from './embedding/port.ts';
import { measuredEncoder, measuredStore } from './metrics/measured.ts';
import { Metrics } from './metrics/metrics.ts';
import type { JobQueue } from './queue/port.ts';
import type { RecordStore } from './store/port.ts';

/** The parts of a running service. */
export interface Kindred {
  readonly config: Config;
  readonly encoder: Encoder;
  readonly store: RecordStore;
  readonly queue: JobQueue;
  readonly authenticator: Authenticator;
  readonly rateLimit: RateLimit;
  readonly metrics: Metrics;
  /** Ends everything in the order that loses nothing; may be called twice. */
  close(): Promise<void>;
}

/**
 * Opens every part that `config` names; the only place that knows adapters. What was opened before a part
 * fails is closed again.
 * @param onError told of errors that no caller waits for, such as a lost queue connection
 * @throws KindredError of the part that can't be opened, for example `data_directory_busy`
 */
export async function compose(config: Config, onError: (error: Error) => void): Promise<Kindred> {
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
    const encoder = measuredEncoder(await open(openEncoder(config.encoderDir)), metrics);
    // The store's lock also guards the embedded queue beside it, which has none: the store opens first.
    const store = measuredStore(await open(openStore(config, encoder)), metrics);
    const queue = await open(openQueue(config, onError));
    metrics.watchQueue(queue);
    const authenticator = await openKeys(config);
    const rateLimit = await open(openLimit(config, onError));
    return { config, encoder, store, queue, authenticator, rateLimit, metrics, close: closeAll };
  } catch (error) {
    await closeAll();
    throw error;
  }
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
async function openStore({ qdrant, dataDir }: Config, encoder: Encoder): Promise<RecordStore> {
  if (qdrant !== null) {
    const { openQdrantStore } = await import('./store/qdrant-store.ts');
    return openQdrantStore(qdrant.address, qdrant.layout, encoder);
  }
  const { openEmbeddedStore } = await import('./store/embedded-store.ts');
  return openEmbeddedStore(join(dataDir, 'store'), encoder);
}

/** Only the client that is used is loaded: each costs a command line tenths of a second. */
async function openQueue({ redisUrl, dataDir }: Config, onError: (error: Error) => void): Promise<JobQueue> {
  if (redisUrl !== null) {
    const { openRedisQueue } = await import('./queue/redis-backend.ts');
    return openRedisQueue(redisUrl, { onError });
  }
  const { openEmbeddedQueue } = await import('./queue/pglite-backend.ts');
  return openEmbeddedQueue(join(dataDir, 'queue'), { onError });
}
