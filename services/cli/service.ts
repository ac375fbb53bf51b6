import type { Logger } from 'pino';
import type { ApiDeps } from '../api/deps.ts';
import type { Opening } from '../compose.ts';
import type { RunningApi } from '../api/main.ts';
import type { Config } from '../config.ts';
import { createClient } from '../../clients/typescript/src/kindred-client.ts';
import type { CommandContext, Service } from './command.ts';
import { createHttp } from '../../clients/typescript/src/http.ts';

/** A port that is free: the service of one command is nobody else's business. */
const ANY_PORT = 0;
const LOOPBACK = '127.0.0.1';
/** Logs go there: stdout is for data. */
const STDERR = 2;

type Environment = CommandContext['environment'];

export interface ServiceLocation {
  /** Of a running service; null: inside this process. */
  readonly url: string | null;
  /** With `KINDRED_DATA` saying where our own service keeps its data. */
  readonly environment: Environment;
  readonly signal: AbortSignal;
  readonly onError: (error: Error) => void;
}

/** Runs `use` with a client of the running service, or of one that lives as long as `use`. */
export async function withService<T>(
  location: ServiceLocation,
  use: (service: Service) => Promise<T>,
): Promise<T> {
  const { url, environment, signal, onError } = location;
  if (url !== null) {
    const client = createClient(createHttp(url, signal, environment['KINDRED_API_KEY'] || null));
    return use({ client, embedded: false, work: () => Promise.resolve() });
  }
  const listen = { KINDRED_HOST: LOOPBACK, KINDRED_PORT: String(ANY_PORT), KINDRED_KEYS: '' };
  const service = await startService({ ...environment, ...listen }, { onError, opening: 'when-used' });
  try {
    signal.throwIfAborted();
    const client = createClient(createHttp(service.url, signal));
    return await use({ client, embedded: true, work: service.work });
  } finally {
    await service.close();
  }
}

export interface StartOptions {
  readonly onError: (error: Error) => void;
  /** Log of the requests and of what goes wrong in them; silent when left out. */
  readonly log?: boolean;
  /** Whether encoder and embedded queue wait for their first use. Default: they are opened at once. */
  readonly opening?: Opening;
}

export interface RunningService {
  readonly url: string;
  readonly dataDir: string;
  /** In this time `close` is meant to be through. */
  readonly stopMs: number;
  /** Starts working on the jobs of the queue; may be called once. */
  readonly work: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/**
 * Starts the service in this process. Its parts are loaded here and not before, so that `--help` does not wait for them.
 * @throws KindredError for instance `data_directory_busy`, or `conflict` when the port is taken
 */
export async function startService(environment: Environment, options: StartOptions): Promise<RunningService> {
  const [{ readConfig }, { compose }, { startApi }] = await Promise.all([
    import('../config.ts'),
    import('../compose.ts'),
    import('../api/main.ts'),
  ]);
  const config = readConfig(environment);
  const logger = await loggerTo(STDERR, options.log === true ? config.logLevel : 'silent');
  const kindred = await compose(config, options.onError, logger, options.opening);
  try {
    const { host, port, stopMs } = config;
    const api = await startApi(kindred, { host, port, logger });
    const close = async (): Promise<void> => {
      await api.close();
      await kindred.close();
    };
    const work = async (): Promise<void> => {
      const { startWorkers } = await import('../../workers/main.ts');
      await startWorkers(kindred);
    };
    return { url: api.url, dataDir: config.dataDir, stopMs, work, close };
  } catch (error) {
    await kindred.close();
    throw error;
  }
}

interface RunningWorker {
  /** Where it answers for its health and metrics; null: nowhere. */
  readonly statusUrl: string | null;
  /** In this time `close` is meant to be through. */
  readonly stopMs: number;
  readonly close: () => Promise<void>;
}

/**
 * Starts the workers alone, for a queue that other processes share.
 * @throws KindredError when the store or the queue can't be opened
 */
export async function startWorker(
  environment: Environment,
  onError: (error: Error) => void,
): Promise<RunningWorker> {
  const [{ readConfig }, { compose }, { startWorkers }] = await Promise.all([
    import('../config.ts'),
    import('../compose.ts'),
    import('../../workers/main.ts'),
  ]);
  const config = readConfig(environment);
  const logger = await loggerTo(STDERR, config.logLevel);
  const kindred = await compose(config, onError, logger);
  try {
    const status = config.workerPort === null ? null : await answerForWorker(kindred, config, logger);
    await startWorkers(kindred);
    const close = async (): Promise<void> => {
      await status?.close();
      await kindred.close();
    };
    return { statusUrl: status?.url ?? null, stopMs: config.stopMs, close };
  } catch (error) {
    await kindred.close();
    throw error;
  }
}

async function answerForWorker(
  deps: ApiDeps,
  { host, workerPort }: Config,
  logger: Logger,
): Promise<RunningApi> {
  const [{ startApi }, { WORKER_ROUTES }] = await Promise.all([
    import('../api/main.ts'),
    import('../api/routes.ts'),
  ]);
  return startApi(deps, { host, port: workerPort ?? ANY_PORT, routes: WORKER_ROUTES, logger });
}

async function loggerTo(descriptor: number, level: string): Promise<Logger> {
  const [{ createLogger }, { destination }] = await Promise.all([
    import('../runtime/log.ts'),
    import('pino'),
  ]);
  return createLogger(level, destination({ dest: descriptor, sync: true }));
}
