import type { Logger } from 'pino';
import type { Access } from '../access/access.ts';
import type { AuditLog } from '../access/audit-log.ts';
import type { Authenticator } from '../access/authenticator.ts';
import type { InFlight } from '../access/in-flight.ts';
import type { RateLimit } from '../access/rate-limit.ts';
import type { AskedStore } from '../access/visible-store.ts';
import type { Config } from '../config.ts';
import type { Results } from '../curation/results.ts';
import type { Encoder } from '../embedding/port.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { KeptGraphs } from '../neighbours/graphs.ts';
import type { AcceptedJobs } from '../installation/accepted-jobs.ts';
import type { Installation } from '../installation/identity.ts';
import type { OwnQueue } from '../installation/own-queue.ts';
import type { JobQueue } from '../queue/port.ts';
import type { DiskRoom } from '../runtime/disk-room.ts';
import type { Epochs } from '../epochs/port.ts';
import type { Encoding, Encodings } from '../encodings/port.ts';
import type { Writing } from '../records/record-writer.ts';
import type { ModelTokenizers } from '../tokenizers/port.ts';
import type { Tracing } from '../tracing/tracing.ts';
import type { Uploads } from '../uploads/uploads.ts';
import type { JobWatcher } from './jobs/job-watcher.ts';
import type { ReadinessCheck } from './readiness.ts';

/** What the API needs of a running service. */
export interface ApiDeps {
  readonly config: Pick<Config, 'importDir' | 'stopMs' | 'drainMs' | 'resultMs' | 'resultBytes' | 'qdrant'>;
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
  readonly audit: AuditLog;
  readonly metrics: Metrics;
  readonly results: Results;
  readonly graphs: KeptGraphs;
  readonly epochs: Epochs;
  readonly uploads: Uploads;
  readonly writing: Writing;
  readonly tokenizers: ModelTokenizers;
  /** Exports traces of requests and jobs; null when no collector is configured. */
  readonly tracing: Tracing | null;
}

/** Who sends a message of the Model Context Protocol. */
interface McpAsker {
  /** The API key that was sent; null without one. */
  readonly key: string | null;
  readonly id: string;
  /** Whether tools that write are offered. */
  readonly mayWrite: boolean;
}

/** Answers one message of the Model Context Protocol. Its body, which was read already, is given as a value. */
export type McpEndpoint = (
  message: globalThis.Request,
  body: unknown,
  asker: McpAsker,
) => Promise<globalThis.Response>;

export interface ApiServices extends ApiDeps {
  readonly watcher: JobWatcher;
  readonly readiness: ReadinessCheck;
  /** The OpenAPI document of this API, made when it is first asked for. */
  readonly openapi: () => object;
  /** Opens what answers at /mcp, when the first message comes. Absent where nothing does. */
  readonly mcp?: () => Promise<McpEndpoint>;
}

/**
 * What the handler of a route may use. Encoder and store belong to the same encoding from the beginning of a request to
 * its end, and the store shows only the corpora that the asker may see.
 */
export interface RouteServices extends Omit<ApiServices, 'authenticator' | 'rateLimit' | 'inFlight'> {
  readonly store: AskedStore;
  readonly encoder: Encoder;
  /** The same encoding as it is, with all corpora: for what writes into one that the asker may see. */
  readonly encoding: Encoding;
  readonly access: Access;
  /** A logger whose lines carry the ids of the request and of the API key. */
  readonly log: Logger;
}
