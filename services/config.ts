import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { KindredError } from '../schemas/errors.ts';

const SHIPPED_ENCODER = fileURLToPath(new URL('../infra/encoder', import.meta.url));
const GIBIBYTE = 1024 ** 3;

const Environment = z.object({
  KINDRED_DATA: z.string().min(1).default('./.kindred'),
  KINDRED_ENCODER: z.string().min(1).default(SHIPPED_ENCODER),
  KINDRED_HOST: z.enum(['127.0.0.1', '::1', 'localhost']).default('127.0.0.1'),
  KINDRED_PORT: z.coerce.number().int().min(0).max(65_535).default(4747),
  KINDRED_IMPORT_DIR: z.string().min(1).optional(),
  KINDRED_MAX_UPLOAD_BYTES: z.coerce
    .number()
    .int()
    .min(1)
    .default(8 * GIBIBYTE),
  KINDRED_LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent']).default('info'),
  REDIS_URL: z
    .string()
    .regex(/^rediss?:\/\//, 'must begin with redis:// or rediss://')
    .optional(),
});

/** Everything the service can be told from outside. Directories are absolute. */
export interface Config {
  readonly dataDir: string;
  readonly encoderDir: string;
  /** A loopback address: the service has no keys yet, so it is not offered to other machines. */
  readonly host: string;
  readonly port: number;
  /** The one directory from which files may be ingested by path; null: uploads only. */
  readonly importDir: string | null;
  readonly maxUploadBytes: number;
  readonly logLevel: z.infer<typeof Environment>['KINDRED_LOG_LEVEL'];
  readonly redisUrl: string | null;
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
    host: env.KINDRED_HOST,
    port: env.KINDRED_PORT,
    importDir: env.KINDRED_IMPORT_DIR === undefined ? null : resolve(env.KINDRED_IMPORT_DIR),
    maxUploadBytes: env.KINDRED_MAX_UPLOAD_BYTES,
    logLevel: env.KINDRED_LOG_LEVEL,
    redisUrl: env.REDIS_URL ?? null,
  };
}
