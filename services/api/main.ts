import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import pino from 'pino';
import type { Logger } from 'pino';
import { KindredError } from '../../schemas/errors.ts';
import { createApp } from './app.ts';
import type { ApiDeps, McpEndpoint } from './deps.ts';
import { createHttpServer } from './http/http-server.ts';
import { lettingClientsGo } from './http/leaving.ts';
import { JobWatcher } from './jobs/job-watcher.ts';
import { toOpenApi } from './openapi/document.ts';
import { ReadinessCheck } from './readiness.ts';
import { HTTP_TIMEOUTS, type HttpTimeouts } from './http/timeouts.ts';
import type { Route } from './route.ts';
import { ROUTES } from './routes.ts';
import { settleWithin } from '../runtime/settle-within.ts';
import { Upkeep } from './upkeep.ts';

/**
 * The share of the stop deadline (`stopMs`) that running requests may take. Running jobs then get as much (`JOBS_SHARE`
 * in compose.ts).
 */
const DRAIN_SHARE = 0.4;
/** The share of it that waiting for proxies may take at most, before that. */
const LEAVING_SHARE = 0.2;
/** How often idle connections are closed while the server stops: clients that keep them alive would delay the end. */
const IDLE_CHECK_MS = 50;

export interface ApiOptions {
  /** The routes to serve. Default: all. */
  readonly routes?: readonly Route[];
  readonly host: string;
  /** The port to listen on; 0 for any free one. */
  readonly port: number;
  /** Where requests and errors are logged. Default: nowhere. */
  readonly logger?: Logger;
  readonly timeouts?: HttpTimeouts;
  /** Whether disk and queue are kept in step, at once and from then on, which opens the queue. Default: true. */
  readonly sweeps?: boolean;
  /**
   * Opens what answers messages of the Model Context Protocol at /mcp, when the first one comes.
   * @param url an address of this API that can be reached from its own process
   */
  readonly mcp?: (url: string) => Promise<McpEndpoint>;
}

export interface RunningApi {
  /** The address of the API, with the port that it listens on. */
  readonly url: string;
  /**
   * Says under /readyz that the process stops, and goes on answering for `drainMs`, so that a proxy in front sends no
   * further requests before it closes. Every answer closes its connection.
   */
  readonly leave: () => Promise<void>;
  /**
   * Accepts no more requests, ends event streams, and waits for running requests, for two fifths of `stopMs` at most.
   */
  close(): Promise<void>;
}

/**
 * Starts to serve the API.
 * @throws KindredError `conflict` when the port is taken or may not be used
 */
export async function startApi(deps: ApiDeps, options: ApiOptions): Promise<RunningApi> {
  const logger = options.logger ?? pino({ level: 'silent' });
  const { config, queue } = deps;
  const upkeep = new Upkeep(deps, logger);
  if (options.sweeps ?? true) await upkeep.start();
  const watcher = new JobWatcher(queue);
  let document: object | null = null;
  const openapi = (): object => (document ??= toOpenApi(ROUTES, deps.authenticator.required));
  const readiness = new ReadinessCheck(deps, logger);
  const mcp = options.mcp && openedOnce(() => loopbackOf(server.address() as AddressInfo), options.mcp);
  const services = { ...deps, watcher, openapi, readiness, ...(mcp && { mcp }) };
  const timeouts = options.timeouts ?? HTTP_TIMEOUTS;
  const app = createApp(options.routes ?? ROUTES, services, logger, timeouts);
  const server = createHttpServer(app, timeouts, logger);
  const letClientsGo = lettingClientsGo(server);
  await listen(server, options).catch(async (error: unknown) => {
    await upkeep.close();
    throw error;
  });
  const { port } = server.address() as AddressInfo;
  const host = options.host.includes(':') ? `[${options.host}]` : options.host;
  const leave = async (): Promise<void> => {
    readiness.leave();
    letClientsGo();
    await sleep(Math.min(config.drainMs, config.stopMs * LEAVING_SHARE));
  };
  const close = async (): Promise<void> => {
    readiness.leave();
    letClientsGo();
    const longestMs = config.stopMs * DRAIN_SHARE;
    await Promise.all([settleWithin(upkeep.close(), longestMs), drain(server, watcher, longestMs)]);
  };
  return { url: `http://${host}:${port}`, leave, close };
}

/** Opens what answers messages when the first one comes, and never twice. */
function openedOnce(
  url: () => string,
  open: (url: string) => Promise<McpEndpoint>,
): () => Promise<McpEndpoint> {
  let opened: Promise<McpEndpoint> | null = null;
  return () => (opened ??= open(url()));
}

/** The address at which a process reaches its own server. */
function loopbackOf({ address, family, port }: AddressInfo): string {
  if (address === '0.0.0.0') return `http://127.0.0.1:${port}`;
  if (address === '::') return `http://[::1]:${port}`;
  return family === 'IPv6' ? `http://[${address}]:${port}` : `http://${address}:${port}`;
}

function listen(server: Server, { host, port }: ApiOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => reject(listenError(error, host, port)));
    server.listen(port, host, resolve);
  });
}

function listenError(error: NodeJS.ErrnoException, host: string, port: number): Error {
  if (error.code !== 'EADDRINUSE' && error.code !== 'EACCES' && error.code !== 'EADDRNOTAVAIL') return error;
  const reason =
    error.code === 'EADDRINUSE' ? 'another program listens there' : 'this address may not be used';
  const message = `Can't listen on ${host}:${port}: ${reason}. Choose another port with KINDRED_PORT, or 0 for any.`;
  return new KindredError('conflict', message, { cause: error });
}

async function drain(server: Server, watcher: JobWatcher, longestMs: number): Promise<void> {
  watcher.close();
  if (!server.listening) return;
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  const idle = setInterval(() => server.closeIdleConnections(), IDLE_CHECK_MS);
  const deadline = setTimeout(() => server.closeAllConnections(), longestMs);
  await closed;
  clearInterval(idle);
  clearTimeout(deadline);
}
