import type { Logger } from 'pino';
import type { ApiDeps, McpEndpoint } from '../api/deps.ts';
import type { Opening } from '../adapters.ts';
import type { RunningApi } from '../api/main.ts';
import type { Config } from '../config.ts';
import { connect, type Connection } from '../../clients/typescript/src/connect.ts';
import type { Client } from '../../clients/typescript/src/kindred-client.ts';
import { KindredError } from '../../schemas/errors.ts';

/** Lets the system choose a free port. Nobody but the command itself has to find its service. */
const ANY_PORT = 0;
const LOOPBACK = '127.0.0.1';
/** The descriptor that logs are written to, because stdout is for data. */
const STDERR = 2;

const DEFAULT_PATIENCE_SECONDS = '300';
/** A single read is repeated for as long as a service takes to start, even where a waiting command has more patience. */
const LONGEST_REPEATED_MS = 15_000;

export type Environment = Readonly<Record<string, string | undefined>>;

/** The service that a command works with: a running one, or one inside the process of the command. */
export interface Service {
  readonly client: Connection;
  /** A client whose requests end with a signal of their own, or with the command. */
  readonly connect: (signal: AbortSignal) => Client;
  /** True when the service runs in the process of the command: its unfinished jobs then wait for the next command. */
  readonly embedded: boolean;
  /** Starts to work on the jobs of the queue. Does nothing for a running service, which has workers of its own. */
  readonly work: () => Promise<void>;
}

export interface ServiceLocation {
  /** The address of a running service; null to start one inside this process. */
  readonly url: string | null;
  /** The environment, in which `KINDRED_DATA` names the data directory of a service inside this process. */
  readonly environment: Environment;
  readonly signal: AbortSignal;
  readonly onError: (error: Error) => void;
}

/**
 * How long a command that waits goes on asking a service that does not answer, in milliseconds.
 * @throws KindredError `invalid_request` when the variable is no number of seconds
 */
export function patienceMs(environment: Environment): number {
  const given = environment['KINDRED_PATIENCE_SECONDS'] || DEFAULT_PATIENCE_SECONDS;
  const seconds = Number(given);
  if (seconds >= 0 && Number.isFinite(seconds)) return seconds * 1_000;
  throw new KindredError('invalid_request', `KINDRED_PATIENCE_SECONDS: "${given}" is no number of seconds.`);
}

/** Runs `use` with a client of the running service, or of a service that is started for it and closed afterwards. */
export async function withService<T>(
  location: ServiceLocation,
  use: (service: Service) => Promise<T>,
): Promise<T> {
  const { url, environment, signal, onError } = location;
  if (url !== null) {
    const key = environment['KINDRED_API_KEY'] || null;
    const repeatedForMs = Math.min(LONGEST_REPEATED_MS, patienceMs(environment));
    const client = connect(url, { signal, key, repeatedForMs });
    const own = (signal: AbortSignal): Client => client.with({ signal });
    return use({ client, connect: own, embedded: false, work: () => Promise.resolve() });
  }
  const listen = { KINDRED_HOST: LOOPBACK, KINDRED_PORT: String(ANY_PORT), KINDRED_KEYS: '' };
  const service = await startService({ ...environment, ...listen }, { onError, opening: 'when-used' });
  try {
    signal.throwIfAborted();
    const client = connect(service.url, { signal });
    const own = (signal: AbortSignal): Client => client.with({ signal });
    return await use({ client, connect: own, embedded: true, work: service.work });
  } finally {
    await service.close();
  }
}

export interface StartOptions {
  readonly onError: (error: Error) => void;
  /** Whether requests and their errors are logged. Default: false. */
  readonly log?: boolean;
  /** When encoder and embedded queue are opened: at once (the default) or when they are first used. */
  readonly opening?: Opening;
}

export interface RunningService {
  readonly url: string;
  readonly dataDir: string;
  /** The time within which `close` should have finished, in milliseconds. */
  readonly stopMs: number;
  /** Starts to work on the jobs of the queue. May be called once. */
  readonly work: () => Promise<void>;
  /** Says that the process is about to stop, and goes on answering until a proxy in front has noticed. */
  readonly leave: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/**
 * Starts the service in this process. The code of its parts is loaded here and not earlier, so that `--help` does not
 * wait for it.
 * @throws KindredError `conflict` when the port is taken, and what `compose` throws when a part cannot be opened, for
 * example `data_directory_busy`
 */
export async function startService(environment: Environment, options: StartOptions): Promise<RunningService> {
  const [{ readConfig }, { compose }, { startApi }, { Upkeep }] = await Promise.all([
    import('../config.ts'),
    import('../compose.ts'),
    import('../api/main.ts'),
    import('../api/upkeep.ts'),
  ]);
  const config = readConfig(environment);
  const logger = await loggerTo(STDERR, options.log === true ? config.logLevel : 'silent');
  const kindred = await compose(config, options.onError, logger, options.opening);
  try {
    const { host, port, stopMs } = config;
    const isLazy = options.opening === 'when-used';
    const mcp = async (url: string): Promise<McpEndpoint> => {
      const { openMcpOverHttp } = await import('../mcp/over-http.ts');
      return openMcpOverHttp(url);
    };
    const api = await startApi(kindred, { host, port, logger, sweeps: !isLazy, mcp });
    const close = async (): Promise<void> => {
      await api.close();
      await kindred.close();
    };
    const work = async (): Promise<void> => {
      if (isLazy) await new Upkeep(kindred, logger).once();
      const { startWorkers } = await import('../../workers/main.ts');
      await startWorkers(kindred);
    };
    return { url: api.url, dataDir: config.dataDir, stopMs, work, leave: api.leave, close };
  } catch (error) {
    await kindred.close();
    throw error;
  }
}

interface RunningWorker {
  /** The address at which the worker answers for its health and metrics; null when no port is configured for it. */
  readonly statusUrl: string | null;
  /** The time within which `close` should have finished, in milliseconds. */
  readonly stopMs: number;
  readonly close: () => Promise<void>;
}

/**
 * Starts the workers without an API, for a queue that other processes share.
 * @throws KindredError what `compose` throws when the store, the queue or another part cannot be opened
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
  return startApi(deps, { host, port: workerPort ?? ANY_PORT, routes: WORKER_ROUTES, logger, sweeps: false });
}

async function loggerTo(descriptor: number, level: string): Promise<Logger> {
  const [{ createLogger }, { destination }] = await Promise.all([
    import('../runtime/log.ts'),
    import('pino'),
  ]);
  return createLogger(level, destination({ dest: descriptor, sync: true }));
}
