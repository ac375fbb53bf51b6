/** Which adapter stands behind a port, by what is configured. The code of each is loaded only where it is used, since that takes tenths of a second. */
import { join } from 'node:path';
import type { Logger } from 'pino';
import { KindredError } from '../schemas/errors.ts';
import type { SpaceName } from '../schemas/record.ts';
import type { RateLimit } from './access/rate-limit.ts';
import type { Config, RemoteAccess, TracingConfig } from './config.ts';
import type { Encoder, StaticSource } from './embedding/port.ts';
import { EpochFiles, epochsOfOneProcess } from './epochs/epoch-files.ts';
import type { Epochs } from './epochs/port.ts';
import type { QueueOptions } from './queue/backend.ts';
import { openQueueWhenUsed } from './queue/lazy-queue.ts';
import type { JobQueue } from './queue/port.ts';
import type { RecordStores, SpaceSignature } from './store/port.ts';
import type { Tracing } from './tracing/tracing.ts';

/**
 * When the encoder and the embedded queue, which take seconds to open, are opened. `at-start`: at once, so that the
 * start fails when one of them cannot be opened. `when-used`: when they are first needed, which suits a service that
 * lives only as long as one command.
 */
export type Opening = 'at-start' | 'when-used';

/** Loads the packages for tracing, which takes tenths of a second, only when tracing is configured. */
export async function openTracing(config: TracingConfig): Promise<Tracing> {
  const { openOtlpTracing } = await import('./tracing/otlp-tracing.ts');
  return openOtlpTracing(config);
}

/**
 * The limit on requests of each key; without keys there is no limit. Processes that share a Redis count there, so that
 * a key cannot send more requests by asking several of them.
 */
export async function openLimit(
  { keysFile, redisUrl, rateLimit }: Config,
  onError: (error: Error) => void,
): Promise<RateLimit & { close(): Promise<void> }> {
  const nothingToClose = { close: () => Promise.resolve() };
  if (keysFile === null) return { take: () => Promise.resolve(null), ...nothingToClose };
  const { openRateLimit, COUNT_TIMEOUT_MS } = await import('./access/rate-limit.ts');
  if (redisUrl === null) return { ...openRateLimit(rateLimit, null), ...nothingToClose };
  const { Redis } = await import('ioredis');
  const redis = new Redis(redisUrl, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 1,
    commandTimeout: COUNT_TIMEOUT_MS,
  });
  redis.on('error', onError);
  const close = (): Promise<void> => {
    redis.disconnect();
    return Promise.resolve();
  };
  return { ...openRateLimit(rateLimit, redis), close };
}

/** Processes that share a Redis have their epochs there; the store must have been opened before. */
export async function openEpochs(
  { redisUrl, dataDir }: Config,
  onError: (error: Error) => void,
): Promise<Epochs> {
  const files = new EpochFiles(dataDir);
  if (redisUrl === null) return epochsOfOneProcess(files);
  const { openRedisEpochs } = await import('./epochs/redis-epochs.ts');
  return openRedisEpochs(redisUrl, files, onError);
}

/** A folder with an `encoder.json`, and where the service is that it may need. */
export interface EncoderPlace {
  readonly directory: string;
  readonly remote: RemoteAccess | null;
}

/**
 * Opens the encoder of a folder, of whichever kind it is.
 * @throws KindredError `encoder_unavailable` when a file is wrong, or a remote one has no address
 */
export async function openEncoderOf(place: EncoderPlace): Promise<Encoder & StaticSource> {
  const remote = await openRemoteOf(place, 'at-start');
  if (remote !== null) return remote.encoder;
  const { openEncoder } = await import('./embedding/onnx-encoder.ts');
  return openEncoder(place.directory);
}

/**
 * The same for a service. At the start a remote encoder embeds a text: what the operator has to correct ends the start, and a service that does not answer
 * yet is only logged.
 */
export async function openServingEncoder(
  place: EncoderPlace,
  opening: Opening,
  logger: Logger,
): Promise<Encoder> {
  const remote = await openRemoteOf(place, opening);
  if (remote === null) {
    if (opening === 'at-start') return openEncoderOf(place);
    const { openEncoderWhenUsed } = await import('./embedding/lazy-encoder.ts');
    return openEncoderWhenUsed(place.directory);
  }
  const { encoder, off } = remote;
  logger.info({ encoder: encoder.name }, `a service embeds texts; with this encoder ${off.join('; ')}`);
  if (opening === 'when-used') return encoder;
  try {
    await encoder.embed(['Kindred'], { priority: 'query' });
  } catch (error) {
    if (!(error instanceof KindredError) || !error.retryable) {
      await encoder.close();
      throw error;
    }
    logger.warn({ code: error.code }, error.message);
  }
  return encoder;
}

async function openRemoteOf(
  { directory, remote }: EncoderPlace,
  opening: Opening,
): Promise<{ encoder: Encoder & StaticSource; off: string[] } | null> {
  const { readRemoteDescriptor, whatIsOff } = await import('./embedding/remote/remote-descriptor.ts');
  const descriptor = await readRemoteDescriptor(directory);
  if (descriptor === null) return null;
  const { openRemoteEncoder } = await import('./embedding/remote/open-remote-encoder.ts');
  const encoder = await openRemoteEncoder(directory, descriptor, remote, opening);
  return { encoder, off: whatIsOff(descriptor) };
}

/**
 * The spaces of the encoder of a folder, by its files alone.
 * @throws KindredError `encoder_unavailable` when one of them is wrong
 */
export async function signatureOf(directory: string): Promise<SpaceSignature> {
  const { readRemoteDescriptor, localFolder, isHybrid, remoteSpaceId } =
    await import('./embedding/remote/remote-descriptor.ts');
  const { loadEncoderFiles } = await import('./embedding/descriptor.ts');
  const descriptor = await readRemoteDescriptor(directory);
  const needsLocal = descriptor === null || isHybrid(descriptor);
  const local = needsLocal
    ? await loadEncoderFiles(descriptor === null ? directory : localFolder(directory, descriptor))
    : null;
  const dimensionsOf = (space: SpaceName): number =>
    (descriptor?.remote.spaces[space] ?? local?.descriptor.spaces[space])?.dimensions ?? 0;
  return {
    spaceId: descriptor === null ? (local?.spaceId ?? '') : remoteSpaceId(descriptor, local?.spaceId ?? null),
    dimensions: { task: dimensionsOf('task'), content: dimensionsOf('content') },
  };
}

/** Loads only the store that is configured, since the code of each takes time to load. */
export async function recordStores(
  { qdrant, dataDir, acceptEmptyStore }: Config,
  logger: Logger,
): Promise<RecordStores> {
  if (qdrant !== null) {
    const [{ qdrantStores }, { RememberedStore }] = await Promise.all([
      import('./store/qdrant/stores.ts'),
      import('./store/qdrant/remembered-store.ts'),
    ]);
    const remembered = new RememberedStore(dataDir, qdrant.layout.name, acceptEmptyStore);
    return qdrantStores(qdrant.address, qdrant.layout, undefined, remembered);
  }
  const { embeddedStores } = await import('./store/embedded/stores.ts');
  return embeddedStores(join(dataDir, 'store'), logger);
}

/** Loads only the queue that is configured, since the code of each takes tenths of a second to load. */
export async function openQueue(
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
