import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { KindredError } from '../schemas/errors.ts';
import { PACKAGE_ROOT } from './runtime/package.ts';
import { readSecretFile } from './runtime/secret-file.ts';

/** The folder of the encoder that comes with Kindred. */
export const SHIPPED_ENCODER = fileURLToPath(new URL('infra/encoder', PACKAGE_ROOT));
const LOOPBACK = new Set(['127.0.0.1', '::1', 'localhost']);
const MEBIBYTE = 1024 ** 2;
const GIBIBYTE = 1024 ** 3;
const DAY_MS = 24 * 3_600_000;

const HttpUrl = z
  .string()
  .regex(/^https?:\/\//, 'must begin with http:// or https://')
  .refine((url) => URL.canParse(url), 'is not a URL');

/** The key has a variable of its own, so that an address can stand in messages. */
const ServiceUrl = HttpUrl.refine((url) => {
  const { username, password } = new URL(url);
  return username === '' && password === '';
}, 'holds a name or a password; name the key in the variable that ends in _KEY or _KEY_FILE');

const Environment = z.object({
  KINDRED_DATA: z.string().min(1).default('./.kindred'),
  KINDRED_ENCODER: z.string().min(1).default(SHIPPED_ENCODER),
  KINDRED_NEXT_ENCODER: z.string().min(1).optional(),
  KINDRED_REMOTE_URL: ServiceUrl.optional(),
  KINDRED_REMOTE_KEY: z.string().min(1).optional(),
  KINDRED_REMOTE_KEY_FILE: z.string().min(1).optional(),
  KINDRED_NEXT_REMOTE_URL: ServiceUrl.optional(),
  KINDRED_NEXT_REMOTE_KEY: z.string().min(1).optional(),
  KINDRED_NEXT_REMOTE_KEY_FILE: z.string().min(1).optional(),
  KINDRED_HOST: z.union([z.ipv4(), z.ipv6(), z.literal('localhost')]).default('127.0.0.1'),
  KINDRED_KEYS: z.string().min(1).optional(),
  KINDRED_AUDIT_DAYS: z.coerce.number().int().min(1).max(3_650).default(90),
  KINDRED_RATE_LIMIT: z.coerce.number().int().min(1).default(1_200),
  KINDRED_IN_FLIGHT_BYTES: z.coerce
    .number()
    .int()
    .min(MEBIBYTE)
    .default(128 * MEBIBYTE),
  KINDRED_KEY_IN_FLIGHT_BYTES: z.coerce
    .number()
    .int()
    .min(MEBIBYTE)
    .default(96 * MEBIBYTE),
  KINDRED_KEY_REQUESTS: z.coerce.number().int().min(1).default(64),
  KINDRED_PORT: z.coerce.number().int().min(0).max(65_535).default(4747),
  KINDRED_WORKER_PORT: z.coerce.number().int().min(0).max(65_535).optional(),
  KINDRED_IMPORT_DIR: z.string().min(1).optional(),
  KINDRED_TOKENIZERS: z.string().min(1).optional(),
  KINDRED_MAX_UPLOAD_BYTES: z.coerce
    .number()
    .int()
    .min(1)
    .default(8 * GIBIBYTE),
  KINDRED_DISK_RESERVE_BYTES: z.coerce
    .number()
    .int()
    .min(0)
    .default(256 * MEBIBYTE),
  KINDRED_RESULT_DAYS: z.coerce.number().min(0.001).max(36_500).default(30),
  KINDRED_RESULT_BYTES: z.coerce
    .number()
    .int()
    .min(1)
    .default(20 * GIBIBYTE),
  KINDRED_ADOPT_QUEUE: z.uuid().optional(),
  KINDRED_ACCEPT_EMPTY_STORE: z.uuid().optional(),
  KINDRED_STOP_SECONDS: z.coerce.number().min(1).max(3_600).default(25),
  KINDRED_DRAIN_SECONDS: z.coerce.number().min(0).max(600).default(1),
  KINDRED_LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent']).default('info'),
  REDIS_URL: z
    .string()
    .regex(/^rediss?:\/\//, 'must begin with redis:// or rediss://')
    .optional(),
  REDIS_PASSWORD_FILE: z.string().min(1).optional(),
  QDRANT_URL: HttpUrl.optional(),
  QDRANT_API_KEY: z.string().min(1).optional(),
  QDRANT_API_KEY_FILE: z.string().min(1).optional(),
  QDRANT_COLLECTION: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/, 'use 1 to 64 letters, digits, dashes or underscores')
    .default('kindred'),
  QDRANT_QUANTIZATION: z.enum(['int8', 'none']).default('int8'),
  QDRANT_ON_DISK: z.enum(['true', 'false']).default('true'),
  QDRANT_HNSW_M: z.coerce.number().int().min(4).max(128).default(16),
  QDRANT_HNSW_EF_CONSTRUCT: z.coerce.number().int().min(16).max(1_000).default(128),
  QDRANT_SHARDS: z.coerce.number().int().min(1).max(256).default(1),
  QDRANT_REPLICAS: z.coerce.number().int().min(1).max(16).default(1),
  OTEL_EXPORTER_OTLP_ENDPOINT: HttpUrl.optional(),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: HttpUrl.optional(),
  OTEL_EXPORTER_OTLP_PROTOCOL: z.string().optional(),
  OTEL_SERVICE_NAME: z.string().default('kindred'),
  OTEL_TRACES_EXPORTER: z.string().default('otlp'),
  OTEL_SDK_DISABLED: z.string().default('false'),
});
type Environment = z.infer<typeof Environment>;

/** All settings of the service. Directories are absolute paths. */
export interface Config {
  readonly dataDir: string;
  readonly encoderDir: string;
  /** The directory of the encoder that `reembed` moves to; null when no move is planned. */
  readonly nextEncoderDir: string | null;
  /** Where the service is that makes vectors for the encoder, if it is a remote one; null when none is named. */
  readonly remote: RemoteAccess | null;
  /** The same of the encoder to move to: that of `remote` when it has none of its own. */
  readonly nextRemote: RemoteAccess | null;
  /**
   * The address to listen on. Without keys it must be a loopback address, so that other machines cannot reach the
   * service.
   */
  readonly host: string;
  /** The file with the API keys; null when no key is needed, and whoever reaches the service may use it. */
  readonly keysFile: string | null;
  /** How many days the audit log is kept for. */
  readonly auditDays: number;
  /** Most requests that one key may send in a minute. */
  readonly rateLimit: number;
  /** What requests may hold at the same time. */
  readonly inFlight: {
    /** Bytes of bodies and answers in memory, of all requests and of those of one key. */
    readonly bytes: number;
    readonly keyBytes: number;
    /** Requests of one key. */
    readonly keyRequests: number;
  };
  readonly port: number;
  /** The port at which a worker answers for its health and metrics; null when it does not listen. */
  readonly workerPort: number | null;
  /** The only directory from which files may be ingested by path; null when files can only be uploaded. */
  readonly importDir: string | null;
  /** The directory with a folder for each tokenizer that requests may name; null when there are none. */
  readonly tokenizersDir: string | null;
  readonly maxUploadBytes: number;
  /** How much of the disk of `dataDir` stays free: below that no new work is taken. */
  readonly diskReserveBytes: number;
  /** How long the results of a curation are kept after its end, and kept graphs after their last use. */
  readonly resultMs: number;
  /** Above this size of all results and graphs together the oldest are removed before their time. */
  readonly resultBytes: number;
  /** The id of the installation whose queue the data directory shall belong to from now on; null for its own. */
  readonly adoptQueue: string | null;
  /** The id of the lost records of Qdrant in whose place an empty store may be made; null for none. */
  readonly acceptEmptyStore: string | null;
  /** Time after SIGTERM within which the process ends even if some part hangs, in milliseconds. */
  readonly stopMs: number;
  /** How long an API goes on answering after SIGTERM, though it says that it is not ready, in milliseconds. */
  readonly drainMs: number;
  readonly logLevel: z.infer<typeof Environment>['KINDRED_LOG_LEVEL'];
  readonly redisUrl: string | null;
  /** The Qdrant server that keeps the records; null to keep them in files below `dataDir`, for one process. */
  readonly qdrant: QdrantConfig | null;
  /** Where traces are exported to; null for no traces. */
  readonly tracing: TracingConfig | null;
}

/** Where an embedding service is, and the key that it asks for. */
export interface RemoteAccess {
  /** What comes before `/embeddings` or `/embed`. */
  readonly url: string;
  readonly key: string | null;
}

export interface TracingConfig {
  /** The address at which a collector receives spans over OTLP/HTTP. */
  readonly url: string;
  readonly serviceName: string;
}

export interface QdrantAddress {
  readonly url: string;
  readonly apiKey: string | null;
}

/** Settings that take effect when a collection is created. Later they can only be changed in Qdrant itself. */
export interface QdrantLayout {
  /** The alias of the collection that is live. The names of all collections begin with it. */
  readonly name: string;
  readonly quantization: 'int8' | 'none';
  /**
   * Whether the 32-bit vectors stay on the disk. A search then compares eight-bit vectors in memory, and reads only the
   * best candidates from the disk to compare them exactly.
   */
  readonly onDisk: boolean;
  /** Links of each record in the HNSW graph (`m`), and candidates for them while the graph is built (`efConstruct`). */
  readonly hnsw: { readonly m: number; readonly efConstruct: number };
  readonly shards: number;
  readonly replicas: number;
}

interface QdrantConfig {
  readonly address: QdrantAddress;
  readonly layout: QdrantLayout;
}

/**
 * Reads the configuration from the environment, and secrets from the files that it names. An empty variable counts as unset.
 * @throws KindredError `invalid_request` when variables are wrong; the message names each of them
 */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const parsed = Environment.safeParse(given);
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new KindredError('invalid_request', `Wrong configuration. ${problems.join('; ')}`);
  }
  const env = parsed.data;
  return {
    dataDir: resolve(env.KINDRED_DATA),
    encoderDir: resolve(env.KINDRED_ENCODER),
    nextEncoderDir: env.KINDRED_NEXT_ENCODER === undefined ? null : resolve(env.KINDRED_NEXT_ENCODER),
    remote: remoteAccess(env, 'KINDRED_REMOTE'),
    nextRemote: remoteAccess(env, 'KINDRED_NEXT_REMOTE') ?? remoteAccess(env, 'KINDRED_REMOTE'),
    host: hostOf(env),
    keysFile: env.KINDRED_KEYS === undefined ? null : resolve(env.KINDRED_KEYS),
    auditDays: env.KINDRED_AUDIT_DAYS,
    rateLimit: env.KINDRED_RATE_LIMIT,
    inFlight: {
      bytes: env.KINDRED_IN_FLIGHT_BYTES,
      keyBytes: env.KINDRED_KEY_IN_FLIGHT_BYTES,
      keyRequests: env.KINDRED_KEY_REQUESTS,
    },
    port: env.KINDRED_PORT,
    workerPort: env.KINDRED_WORKER_PORT ?? null,
    tokenizersDir: env.KINDRED_TOKENIZERS === undefined ? null : resolve(env.KINDRED_TOKENIZERS),
    importDir: env.KINDRED_IMPORT_DIR === undefined ? null : resolve(env.KINDRED_IMPORT_DIR),
    maxUploadBytes: env.KINDRED_MAX_UPLOAD_BYTES,
    diskReserveBytes: env.KINDRED_DISK_RESERVE_BYTES,
    resultMs: env.KINDRED_RESULT_DAYS * DAY_MS,
    resultBytes: env.KINDRED_RESULT_BYTES,
    adoptQueue: env.KINDRED_ADOPT_QUEUE ?? null,
    acceptEmptyStore: env.KINDRED_ACCEPT_EMPTY_STORE ?? null,
    stopMs: env.KINDRED_STOP_SECONDS * 1_000,
    drainMs: env.KINDRED_DRAIN_SECONDS * 1_000,
    logLevel: env.KINDRED_LOG_LEVEL,
    redisUrl: redisUrl(env),
    qdrant: qdrantConfig(env),
    tracing: tracingConfig(env),
  };
}

function hostOf({ KINDRED_HOST: host, KINDRED_KEYS: keys }: Environment): string {
  if (keys !== undefined || LOOPBACK.has(host)) return host;
  throw new KindredError(
    'invalid_request',
    'Wrong configuration. KINDRED_HOST is an address that other machines reach, and no keys are asked for: anybody ' +
      'could read and delete everything. Make a key with "kindred keys create" and set KINDRED_KEYS, or use 127.0.0.1.',
  );
}

/** The address of Redis, with the password of the file where one is named. */
function redisUrl({ REDIS_URL: given, REDIS_PASSWORD_FILE: file }: Environment): string | null {
  if (given === undefined || file === undefined || !URL.canParse(given)) return given ?? null;
  const url = new URL(given);
  url.password = readSecretFile(file, 'REDIS_PASSWORD_FILE');
  return url.href;
}

function remoteAccess(env: Environment, name: 'KINDRED_REMOTE' | 'KINDRED_NEXT_REMOTE'): RemoteAccess | null {
  const {
    [`${name}_URL` as const]: url,
    [`${name}_KEY` as const]: key,
    [`${name}_KEY_FILE` as const]: file,
  } = env;
  if (url === undefined) return null;
  return { url, key: file === undefined ? (key ?? null) : readSecretFile(file, `${name}_KEY_FILE`) };
}

function qdrantKey({ QDRANT_API_KEY: key, QDRANT_API_KEY_FILE: file }: Environment): string | null {
  return file === undefined ? (key ?? null) : readSecretFile(file, 'QDRANT_API_KEY_FILE');
}

function qdrantConfig(env: Environment): QdrantConfig | null {
  if (env.QDRANT_URL === undefined) return null;
  return {
    address: { url: env.QDRANT_URL, apiKey: qdrantKey(env) },
    layout: {
      name: env.QDRANT_COLLECTION,
      quantization: env.QDRANT_QUANTIZATION,
      onDisk: env.QDRANT_ON_DISK === 'true',
      hnsw: { m: env.QDRANT_HNSW_M, efConstruct: env.QDRANT_HNSW_EF_CONSTRUCT },
      shards: env.QDRANT_SHARDS,
      replicas: env.QDRANT_REPLICAS,
    },
  };
}

/**
 * Reads the address and the service name from the variables of OpenTelemetry. Its libraries read the other variables.
 */
function tracingConfig(env: Environment): TracingConfig | null {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: base, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: own } = env;
  const url = own ?? (base === undefined ? undefined : `${base.replace(/\/$/, '')}/v1/traces`);
  const isOff = env.OTEL_SDK_DISABLED.toLowerCase() === 'true' || env.OTEL_TRACES_EXPORTER !== 'otlp';
  if (url === undefined || isOff) return null;
  if (env.OTEL_EXPORTER_OTLP_PROTOCOL === 'grpc') {
    throw new KindredError(
      'invalid_request',
      'Wrong configuration. OTEL_EXPORTER_OTLP_PROTOCOL is grpc: traces are sent over HTTP. Name the port for HTTP of ' +
        'the collector (usually 4318), and leave the protocol out.',
    );
  }
  return { url, serviceName: env.OTEL_SERVICE_NAME };
}
