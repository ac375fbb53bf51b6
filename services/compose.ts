import { chmod, mkdir } from 'node:fs/promises';
import pino, { type Logger } from 'pino';
import { KindredError } from '../schemas/errors.ts';
import { AuditLog } from './access/audit-log.ts';
import { openAuthenticator, WITHOUT_KEYS, type Authenticator } from './access/authenticator.ts';
import { InFlight } from './access/in-flight.ts';
import type { RateLimit } from './access/rate-limit.ts';
import {
  openEpochs,
  openLimit,
  openQueue,
  openServingEncoder,
  openTracing,
  recordStores,
  type EncoderPlace,
  type Opening,
} from './adapters.ts';
import type { Config } from './config.ts';
import { resultsBelow, type Results } from './curation/results.ts';
import type { Encoder } from './embedding/port.ts';
import { measuredEncoder, measuredStore } from './metrics/measured.ts';
import { Metrics } from './metrics/metrics.ts';
import type { Epochs } from './epochs/port.ts';
import { graphsBelow, type KeptGraphs } from './neighbours/graphs.ts';
import { acceptedJobsBelow, type AcceptedJobs } from './installation/accepted-jobs.ts';
import { sharedInstallation, soleInstallation, type Installation } from './installation/identity.ts';
import { ownQueue, type OwnQueue } from './installation/own-queue.ts';
import { jobLog } from './queue/job-log.ts';
import type { JobQueue } from './queue/port.ts';
import { openEncodings, type Encoders } from './encodings/open-encodings.ts';
import type { Encodings } from './encodings/port.ts';
import { diskRoomBelow, type DiskListener, type DiskRoom } from './runtime/disk-room.ts';
import type { RecordStore } from './store/port.ts';
import { sharedAnswers } from './store/shared-answers.ts';
import { openTokenizers } from './tokenizers/tokenizer-folder.ts';
import type { ModelTokenizers } from './tokenizers/port.ts';
import { tracedEncoder, tracedStore } from './tracing/traced.ts';
import type { Tracing } from './tracing/tracing.ts';
import { openWriting, type Writing } from './records/record-writer.ts';
import { uploadsBelow, type Uploads } from './uploads/uploads.ts';

/**
 * The share of the stop deadline (`stopMs`) that running jobs may take to finish. After it they go back to the queue.
 */
const JOBS_SHARE = 0.4;
const OWNER_ONLY_FOLDER = 0o700;

/** The parts of a running service. */
export interface Kindred {
  readonly config: Config;
  readonly encodings: Encodings;
  readonly queue: OwnQueue;
  /** The same queue without what is on disk. */
  readonly rawQueue: JobQueue;
  readonly installation: Installation;
  readonly accepted: AcceptedJobs;
  readonly disk: DiskRoom;
  readonly authenticator: Authenticator;
  readonly rateLimit: RateLimit;
  readonly inFlight: InFlight;
  /** Who deleted and exported what, and who used which key. */
  readonly audit: AuditLog;
  readonly metrics: Metrics;
  /** The reports and files that operations on whole corpora have left. */
  readonly results: Results;
  readonly graphs: KeptGraphs;
  readonly epochs: Epochs;
  readonly uploads: Uploads;
  readonly writing: Writing;
  /** The tokenizers of models that requests may name. */
  readonly tokenizers: ModelTokenizers;
  /** Exports traces; null when no collector is configured. */
  readonly tracing: Tracing | null;
  /** Closes all parts in an order in which nothing is lost. May be called twice. */
  close(): Promise<void>;
}

/**
 * Opens every part that `config` names, and chooses its adapters. Commands that need no service do this in
 * offline-tools.ts. When a part cannot be opened, the parts that were opened before it are closed again.
 * @param onError is called with errors that no caller waits for, such as a lost connection to the queue
 * @param logger logs how jobs ended, and what the embedded store does by itself
 * @param opening when encoder and embedded queue are opened
 * @throws KindredError `invalid_request` when QDRANT_URL is set without REDIS_URL, and the error of the part that
 * cannot be opened, for example `data_directory_busy`
 */
export async function compose(
  config: Config,
  onError: (error: Error) => void,
  logger: Logger = pino({ level: 'silent' }),
  opening: Opening = 'at-start',
): Promise<Kindred> {
  await readyDataDir(config);
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
    // Parts are closed in reverse order: tracing is opened first, so that it records how the others close.
    const tracing = config.tracing === null ? null : await open(openTracing(config.tracing));
    const audit = await open(Promise.resolve(openAudit(config, logger)));
    const openObserved = async (place: EncoderPlace): Promise<Encoder> =>
      observedEncoder(await open(openServingEncoder(place, opening, logger)), metrics, tracing);
    const encoders = await encodersOf(config, openObserved);
    // The store is opened before the queue: its lock also protects the embedded queue, which has no lock of its own.
    const stores = await recordStores(config, logger);
    const encodings = await open(
      openEncodings(stores, encoders, (store) => sharedStore(config, observedStore(store, metrics, tracing))),
    );
    const accepted = acceptedJobsBelow(config.dataDir);
    const rawQueue = await openQueue(config, opening, {
      onError,
      onJob: toAll(jobLog(logger), metrics.countJob, (event) => void accepted.heed(event).catch(onError)),
      ...(tracing !== null && { telemetry: tracing.queue }),
    });
    opened.unshift({ close: () => rawQueue.close(config.stopMs * JOBS_SHARE) });
    const own = await openOwnQueue(config, { rawQueue, accepted, metrics, logger });
    const epochs = await open(openEpochs(config, onError));
    const authenticator = config.keysFile === null ? WITHOUT_KEYS : await openAuthenticator(config.keysFile);
    const rateLimit = await open(openLimit(config, onError));
    const tokenizers = await open(openTokenizers(config.tokenizersDir));
    const inFlight = new InFlight(config.inFlight, authenticator.required);
    return {
      ...{ config, encodings, epochs, authenticator, rateLimit, inFlight, audit, metrics, tracing, ...own },
      ...{ writing: openWriting(), tokenizers, close: closeAll },
    };
  } catch (error) {
    await closeAll();
    throw error;
  }
}

type OwnParts = Pick<
  Kindred,
  'queue' | 'rawQueue' | 'installation' | 'accepted' | 'disk' | 'results' | 'graphs' | 'uploads'
>;

type OwnQueueDeps = Pick<Kindred, 'rawQueue' | 'accepted' | 'metrics'> & { readonly logger: Logger };

/**
 * Makes the queue that of the data directory, and opens what lies there of its jobs.
 * @throws KindredError `conflict` when the queue belongs to another data directory
 */
async function openOwnQueue(
  config: Config,
  { rawQueue, accepted, metrics, logger }: OwnQueueDeps,
): Promise<OwnParts> {
  const installation = await installationOf(config, rawQueue);
  const disk = diskRoomBelow(config.dataDir, config.diskReserveBytes, diskLog(logger));
  const files = filesBelow(config, disk);
  const queue = ownQueue(rawQueue, { installation, accepted, disk, curations: files.results });
  metrics.watchQueue(queue);
  metrics.watchDisk(disk);
  return { queue, rawQueue, installation, accepted, disk, ...files };
}

/** The parts that keep their files in the data directory. They open these files only when they are used. */
function filesBelow(
  { dataDir, maxUploadBytes, resultMs }: Config,
  disk: DiskRoom,
): Pick<Kindred, 'results' | 'graphs' | 'uploads'> {
  return {
    results: resultsBelow(dataDir, resultMs),
    graphs: graphsBelow(dataDir),
    uploads: uploadsBelow(dataDir, maxUploadBytes, disk),
  };
}

function toAll<T>(...listeners: readonly ((value: T) => void)[]): (value: T) => void {
  return (value) => listeners.forEach((listener) => listener(value));
}

/** The embedded queue lies in the data directory; only a queue elsewhere can be that of another installation. */
function installationOf({ dataDir, redisUrl, adoptQueue }: Config, queue: JobQueue): Promise<Installation> {
  if (redisUrl === null) return soleInstallation(dataDir);
  return sharedInstallation({ dataDir, adopt: adoptQueue }, queue);
}

function diskLog(logger: Logger): DiskListener {
  return {
    filled: (error) => logger.error({ code: error.code }, error.message),
    emptied: () => logger.info('there is room on the disk again; work goes on'),
  };
}

/**
 * Checks the configuration and makes its data directory, which nobody but its owner may enter: files in it from before may
 * be readable by all. Where another user owns the directory, as with some volumes, it stays as it is.
 * @throws KindredError `invalid_request` as `refuseUnguardedQueue` does
 */
async function readyDataDir(config: Config): Promise<void> {
  refuseUnguardedQueue(config);
  const { dataDir } = config;
  await mkdir(dataDir, { recursive: true, mode: OWNER_ONLY_FOLDER });
  await chmod(dataDir, OWNER_ONLY_FOLDER).catch(() => undefined);
}

/** An entry that cannot be written, on a full disk for example, is in the log of the process at least. */
function openAudit({ dataDir, auditDays }: Config, logger: Logger): AuditLog {
  return new AuditLog(dataDir, {
    days: auditDays,
    onLost: (entry, err) => logger.error({ audit: entry, err }, 'not written into the audit log'),
  });
}

async function encodersOf(
  { encoderDir, nextEncoderDir, remote, nextRemote }: Config,
  open: (place: EncoderPlace) => Promise<Encoder>,
): Promise<Encoders> {
  const current = await open({ directory: encoderDir, remote });
  const next = nextEncoderDir === null ? null : await open({ directory: nextEncoderDir, remote: nextRemote });
  return { current, next };
}

function observedEncoder(encoder: Encoder, metrics: Metrics, tracing: Tracing | null): Encoder {
  return measuredEncoder(tracing === null ? encoder : tracedEncoder(encoder, tracing), metrics);
}

function observedStore(store: RecordStore, metrics: Metrics, tracing: Tracing | null): RecordStore {
  return measuredStore(tracing === null ? store : tracedStore(store, tracing), metrics);
}

/** Only the embedded store is never written by another process. */
function sharedStore({ qdrant }: Config, store: RecordStore): RecordStore {
  return sharedAnswers(store, qdrant === null);
}

/**
 * Refuses Qdrant together with the embedded queue. The embedded queue is for one process only, and nothing but the lock
 * of the embedded store enforces that.
 * @throws KindredError `invalid_request` when QDRANT_URL is set without REDIS_URL
 */
function refuseUnguardedQueue({ qdrant, redisUrl }: Config): void {
  if (qdrant === null || redisUrl !== null) return;
  throw new KindredError(
    'invalid_request',
    'Wrong configuration. QDRANT_URL is set and REDIS_URL is not: with Qdrant several processes may work, and their ' +
      'jobs need a shared queue. Set REDIS_URL, or neither for the embedded store and queue.',
  );
}
