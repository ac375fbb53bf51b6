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

  /** An API without a worker, its address and its process. */
  async apiProcess(variables: NodeJS.ProcessEnv = {}): Promise<{ url: string; process: KindredProcess }> {
    const child = this.#kindred(['serve', '--no-worker'], variables);
    for await (const line of createInterface(child.stdout)) {
      child.stdout.resume();
      return { url: line.replace('Kindred listens at ', ''), process: child };
    }
    throw new Error('the API ended before it was ready');
  }

  /** On one core alone when it is given its number (Linux). */
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
