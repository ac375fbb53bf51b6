import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { KindredError } from '../schemas/errors.ts';
import { PACKAGE_ROOT } from './runtime/package.ts';
import type { QdrantAddress, QdrantLayout } from './store/qdrant/layout.ts';

const SHIPPED_ENCODER = fileURLToPath(new URL('infra/encoder', PACKAGE_ROOT));
const LOOPBACK = new Set(['127.0.0.1', '::1', 'localhost']);
const GIBIBYTE = 1024 ** 3;

const HttpUrl = z
  .string()
  .regex(/^https?:\/\//, 'must begin with http:// or https://')
  .refine((url) => URL.canParse(url), 'is not a URL');

const Environment = z.object({
  KINDRED_DATA: z.string().min(1).default('./.kindred'),
  KINDRED_ENCODER: z.string().min(1).default(SHIPPED_ENCODER),
  KINDRED_NEXT_ENCODER: z.string().min(1).optional(),
  KINDRED_HOST: z.union([z.ipv4(), z.ipv6(), z.literal('localhost')]).default('127.0.0.1'),
  KINDRED_KEYS: z.string().min(1).optional(),
  KINDRED_RATE_LIMIT: z.coerce.number().int().min(1).default(1_200),
  KINDRED_PORT: z.coerce.number().int().min(0).max(65_535).default(4747),
  KINDRED_WORKER_PORT: z.coerce.number().int().min(0).max(65_535).optional(),
  KINDRED_IMPORT_DIR: z.string().min(1).optional(),
  KINDRED_MAX_UPLOAD_BYTES: z.coerce
    .number()
    .int()
    .min(1)
    .default(8 * GIBIBYTE),
  KINDRED_STOP_SECONDS: z.coerce.number().min(1).max(3_600).default(25),
  KINDRED_LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent']).default('info'),
  REDIS_URL: z
    .string()
    .regex(/^rediss?:\/\//, 'must begin with redis:// or rediss://')
    .optional(),
  QDRANT_URL: HttpUrl.optional(),
  QDRANT_API_KEY: z.string().min(1).optional(),
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

/** Everything the service can be told from outside. Directories are absolute. */
export interface Config {
  readonly dataDir: string;
  readonly encoderDir: string;
  /** The encoder to move to with `reembed`; null: no move is meant. */
  readonly nextEncoderDir: string | null;
  /** Without keys a loopback address: the service is then not offered to other machines. */
  readonly host: string;
  /** The file with the keys that are asked for; null: whoever reaches the service may use it. */
  readonly keysFile: string | null;
  /** Requests a minute of one key. */
  readonly rateLimit: number;
  readonly port: number;
  /** Where a worker answers for its health and metrics; null: nowhere. */
  readonly workerPort: number | null;
  /** The one directory from which files may be ingested by path; null: uploads only. */
  readonly importDir: string | null;
  readonly maxUploadBytes: number;
  /** After SIGTERM the process has ended in this time, whatever hangs. */
  readonly stopMs: number;
  readonly logLevel: z.infer<typeof Environment>['KINDRED_LOG_LEVEL'];
  readonly redisUrl: string | null;
  /** Null: records are kept in files below `dataDir`, by one process. */
  readonly qdrant: QdrantConfig | null;
  /** Null: no traces. */
  readonly tracing: TracingConfig | null;
}

export interface TracingConfig {
  /** Where a collector takes spans, over OTLP/HTTP. */
  readonly url: string;
  readonly serviceName: string;
}

interface QdrantConfig {
  readonly address: QdrantAddress;
  readonly layout: QdrantLayout;
}

/**
 * Reads the configuration from the environment. An empty variable counts as unset.
 * @throws KindredError `invalid_request` naming each variable that is wrong.
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
    host: hostOf(env),
    keysFile: env.KINDRED_KEYS === undefined ? null : resolve(env.KINDRED_KEYS),
    rateLimit: env.KINDRED_RATE_LIMIT,
    port: env.KINDRED_PORT,
    workerPort: env.KINDRED_WORKER_PORT ?? null,
    importDir: env.KINDRED_IMPORT_DIR === undefined ? null : resolve(env.KINDRED_IMPORT_DIR),
    maxUploadBytes: env.KINDRED_MAX_UPLOAD_BYTES,
    stopMs: env.KINDRED_STOP_SECONDS * 1_000,
    logLevel: env.KINDRED_LOG_LEVEL,
    redisUrl: env.REDIS_URL ?? null,
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

function qdrantConfig(env: Environment): QdrantConfig | null {
  if (env.QDRANT_URL === undefined) return null;
  return {
    address: { url: env.QDRANT_URL, apiKey: env.QDRANT_API_KEY ?? null },
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

/** By OpenTelemetry's own variables; the rest of them is read by its libraries. */
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
