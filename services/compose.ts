import { join } from 'node:path';
import type { Config } from './config.ts';
import { openEncoder } from './embedding/onnx-encoder.ts';
import type { Encoder } from './embedding/port.ts';
import type { JobQueue } from './queue/port.ts';
import type { RecordStore } from './store/port.ts';

/** The parts of a running service. */
export interface Kindred {
  readonly config: Config;
  readonly encoder: Encoder;
  readonly store: RecordStore;
  readonly queue: JobQueue;
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
    const encoder = await open(openEncoder(config.encoderDir));
    // The store's lock also guards the embedded queue beside it, which has none: the store opens first.
    const store = await open(openStore(config, encoder));
    const queue = await open(openQueue(config, onError));
    return { config, encoder, store, queue, close: closeAll };
  } catch (error) {
    await closeAll();
    throw error;
  }
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
