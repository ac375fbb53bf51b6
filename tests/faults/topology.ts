import { spawn, type ChildProcess, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const BINARY = fileURLToPath(new URL('../../infra/kindred.mjs', import.meta.url));
const READY_WITHIN_MS = 20_000;

/** A server that is started, killed and started again on the same port and files. */
export interface Server {
  readonly url: string;
  /** Of the program that runs; 0 before it was started. */
  readonly pid: number;
  start(): Promise<void>;
  /** SIGKILL: nothing is brought to an end. */
  kill(): Promise<void>;
}

export interface TopologyOptions {
  /** Where the servers keep their files, also after the end; left out: a folder that is removed at the end. */
  readonly folder?: string | undefined;
  /** Variables beside those that say where the servers are, for example QDRANT_QUANTIZATION. */
  readonly settings?: NodeJS.ProcessEnv;
}

/**
 * What a team runs, as plain processes below one folder: Redis with its append-only file, a real Qdrant, and processes
 * of Kindred. Needs `redis-server` on the path and QDRANT_BINARY.
 */
export class Topology {
  readonly #folder: string;
  readonly #options: TopologyOptions;
  readonly redis: Server;
  readonly qdrant: Server;
  readonly #processes: ChildProcess[] = [];

  private constructor(folder: string, options: TopologyOptions, redis: Server, qdrant: Server) {
    this.#folder = folder;
    this.#options = options;
    this.redis = redis;
    this.qdrant = qdrant;
  }

  static async start(options: TopologyOptions = {}): Promise<Topology> {
    const folder = options.folder ?? (await mkdtemp(join(tmpdir(), 'kindred-topology-')));
    const redis = redisServer(join(folder, 'redis'), await freePort());
    const qdrant = qdrantServer(join(folder, 'qdrant'), await freePort(), await freePort());
    await mkdir(join(folder, 'redis'), { recursive: true });
    await mkdir(join(folder, 'qdrant'), { recursive: true });
    await Promise.all([redis.start(), qdrant.start()]);
    return new Topology(folder, options, redis, qdrant);
  }

  /** Variables of every process of Kindred. */
  get environment(): NodeJS.ProcessEnv {
    const inherited = Object.entries(process.env).filter(
      ([name]) => !/^(KINDRED|REDIS|QDRANT|OTEL)_/.test(name),
    );
    return {
      ...Object.fromEntries(inherited),
      REDIS_URL: this.redis.url,
      QDRANT_URL: this.qdrant.url,
      KINDRED_DATA: join(this.#folder, 'data'),
      KINDRED_PORT: '0',
      KINDRED_LOG_LEVEL: 'silent',
      ...this.#options.settings,
    };
  }

  /** Where the Qdrant server keeps its files. */
  get qdrantFolder(): string {
    return join(this.#folder, 'qdrant');
  }

  /** An API without a worker; its address. */
  async api(): Promise<string> {
    return (await this.apiProcess()).url;
  }

  async apiProcess(): Promise<{ url: string; pid: number }> {
    const child = this.#kindred(['serve', '--no-worker']);
    for await (const line of createInterface(child.stdout)) {
      child.stdout.resume();
      return { url: line.replace('Kindred listens at ', ''), pid: child.pid ?? 0 };
    }
    throw new Error('the API ended before it was ready');
  }

  /** On one core alone when it is given its number (Linux). */
  worker(core?: number): ChildProcess {
    return this.#kindred(['worker'], core);
  }

  async stop(): Promise<void> {
    await Promise.all(this.#processes.map(killed));
    await Promise.all([this.redis.kill(), this.qdrant.kill()]);
    if (this.#options.folder === undefined) await rm(this.#folder, { recursive: true, force: true });
  }

  #kindred(args: readonly string[], core?: number): ChildProcessByStdio<null, Readable, null> {
    const pinned = core === undefined ? [] : ['taskset', '--cpu-list', String(core)];
    const [program = '', ...rest] = [...pinned, process.execPath, BINARY, ...args];
    const child = spawn(program, rest, {
      env: this.environment,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.#processes.push(child);
    return child;
  }
}

export async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const closed = once(child, 'exit');
  child.kill('SIGKILL');
  await closed;
}

function redisServer(folder: string, port: number): Server {
  const settings = {
    port,
    bind: '127.0.0.1',
    dir: folder,
    appendonly: 'yes',
    save: '',
    'maxmemory-policy': 'noeviction',
  };
  const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
  // Every write is on disk before it is acknowledged, so that a kill loses none.
  return server(`redis://127.0.0.1:${port}`, () =>
    run('redis-server', [...args, '--appendfsync', 'always'], folder),
  );
}

export function qdrantServer(folder: string, port: number, grpcPort: number): Server {
  const binary = process.env['QDRANT_BINARY'];
  if (!binary)
    throw new Error('QDRANT_BINARY must name the program of a Qdrant server; .ci/run fetches one.');
  const environment = {
    QDRANT__SERVICE__HOST: '127.0.0.1',
    QDRANT__SERVICE__HTTP_PORT: String(port),
    QDRANT__SERVICE__GRPC_PORT: String(grpcPort),
    QDRANT__TELEMETRY_DISABLED: 'true',
    QDRANT__LOG_LEVEL: 'ERROR',
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
  };
}

/** A Redis answers PING once it has read its file. */
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
