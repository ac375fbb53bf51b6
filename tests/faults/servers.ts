import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const READY_WITHIN_MS = 20_000;

/** A server that tests start, kill and start again with the same port and files. */
export interface Server {
  readonly url: string;
  /** The process id of the running program; 0 before it was started. */
  readonly pid: number;
  start(): Promise<void>;
  /** Kills the server with SIGKILL, so that it cannot finish anything. */
  kill(): Promise<void>;
  /** Stops the server with SIGSTOP: it then accepts connections and answers nothing. */
  freeze(): void;
  /** Lets the server go on that was stopped with `freeze`. */
  thaw(): void;
}

export async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const closed = once(child, 'exit');
  child.kill('SIGKILL');
  await closed;
}

/** A Redis server with its files in `folder`, which must exist. */
export function redisServer(folder: string, port: number, password?: string): Server {
  const settings = {
    port,
    bind: '127.0.0.1',
    dir: folder,
    appendonly: 'yes',
    save: '',
    'maxmemory-policy': 'noeviction',
    ...(password !== undefined && { requirepass: password }),
  };
  const user = password === undefined ? '' : `:${password}@`;
  const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
  // Every write is on disk before it is acknowledged, so that a kill loses none.
  return server(`redis://${user}127.0.0.1:${port}`, () =>
    run('redis-server', [...args, '--appendfsync', 'always'], folder),
  );
}

/** A Qdrant server with its files in `folder`, which must exist. QDRANT_BINARY must name the program. */
export function qdrantServer(folder: string, port: number, grpcPort: number, apiKey = ''): Server {
  const binary = process.env['QDRANT_BINARY'];
  if (!binary)
    throw new Error('QDRANT_BINARY must name the program of a Qdrant server; .ci/run fetches one.');
  const environment = {
    QDRANT__SERVICE__HOST: '127.0.0.1',
    QDRANT__SERVICE__HTTP_PORT: String(port),
    QDRANT__SERVICE__GRPC_PORT: String(grpcPort),
    QDRANT__TELEMETRY_DISABLED: 'true',
    QDRANT__LOG_LEVEL: 'ERROR',
    ...(apiKey !== '' && { QDRANT__SERVICE__API_KEY: apiKey }),
  };
  const url = `http://127.0.0.1:${port}`;
  return server(
    url,
    () => run(binary, [], folder, environment),
    () => fetch(`${url}/readyz`).then(({ ok }) => ok),
  );
}

function run(
  program: string,
  args: string[],
  cwd: string,
  environment: NodeJS.ProcessEnv = {},
): ChildProcess {
  return spawn(program, args, { cwd, env: { ...process.env, ...environment }, stdio: 'ignore' });
}

function server(url: string, launch: () => ChildProcess, isReady = () => accepts(url)): Server {
  let child: ChildProcess | null = null;
  return {
    url,
    get pid() {
      return child?.pid ?? 0;
    },
    start: async () => {
      child = launch();
      const giveUp = performance.now() + READY_WITHIN_MS;
      while (!(await isReady().catch(() => false))) {
        if (performance.now() > giveUp) throw new Error(`nothing answers at ${url}`);
        await sleep(50);
      }
    },
    kill: async () => {
      if (child) await killed(child);
    },
    freeze: () => void child?.kill('SIGSTOP'),
    thaw: () => void child?.kill('SIGCONT'),
  };
}

/** Whether Redis answers PING, which it does when it has read its file. */
async function accepts(url: string): Promise<boolean> {
  const { Redis } = await import('ioredis');
  const redis = new Redis(url, { lazyConnect: true, retryStrategy: () => null });
  redis.on('error', () => undefined);
  try {
    await redis.connect();
    return (await redis.ping()) === 'PONG';
  } finally {
    redis.disconnect();
  }
}

export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}
