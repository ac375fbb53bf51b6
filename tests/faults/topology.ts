import { spawn, type ChildProcess, type ChildProcessByStdio } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { freePort, killed, qdrantServer, redisServer, type Server } from './servers.ts';

const BINARY = fileURLToPath(new URL('../../infra/bin/kindred.mjs', import.meta.url));

export type KindredProcess = ChildProcessByStdio<null, Readable, Readable>;

export interface TopologyOptions {
  /** The folder for the files of the servers, which stays after the end. When left out, a temporary folder is used. */
  readonly folder?: string | undefined;
  /** Further variables besides the addresses of the servers, for example QDRANT_QUANTIZATION. */
  readonly settings?: NodeJS.ProcessEnv;
}

/**
 * A deployment as a team runs it, with plain processes below one folder: Redis with its append-only file, a real
 * Qdrant, and processes of Kindred. It needs `redis-server` on the path and QDRANT_BINARY.
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

  /** The environment of every process of Kindred. */
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

  /** The folder in which the Qdrant server keeps its files. */
  get qdrantFolder(): string {
    return join(this.#folder, 'qdrant');
  }

  /** Starts an API without workers, and resolves with its address. */
  async api(): Promise<string> {
    return (await this.apiProcess()).url;
  }

  /** Starts an API without workers, and resolves with its address and its process. */
  async apiProcess(variables: NodeJS.ProcessEnv = {}): Promise<{ url: string; process: KindredProcess }> {
    const child = this.#kindred(['serve', '--no-worker'], variables);
    for await (const line of createInterface(child.stdout)) {
      child.stdout.resume();
      return { url: line.replace('Kindred listens at ', ''), process: child };
    }
    throw new Error('the API ended before it was ready');
  }

  /** Starts a worker. With `core` it runs on that core only (Linux). */
  worker(variables: NodeJS.ProcessEnv = {}, core?: number): KindredProcess {
    return this.#kindred(['worker'], variables, core);
  }

  async stop(): Promise<void> {
    await Promise.all(this.#processes.map(killed));
    await Promise.all([this.redis.kill(), this.qdrant.kill()]);
    if (this.#options.folder === undefined) await rm(this.#folder, { recursive: true, force: true });
  }

  #kindred(args: readonly string[], variables: NodeJS.ProcessEnv, core?: number): KindredProcess {
    const pinned = core === undefined ? [] : ['taskset', '--cpu-list', String(core)];
    const [program = '', ...rest] = [...pinned, process.execPath, BINARY, ...args];
    const child = spawn(program, rest, {
      env: { ...this.environment, ...variables },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stderr.pipe(process.stderr);
    this.#processes.push(child);
    return child;
  }
}
