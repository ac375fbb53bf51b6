/**
 * Minutes of mixed load on an API, a worker, Redis and Qdrant: whether their memory stays flat, and what fails. Ingests
 * FILE first. Questions of every strategy, embeddings, listings, and small corpora that come and go. Needs redis-server
 * and QDRANT_BINARY. Linux.
 *
 *   node --import tsx tests/bench/soak.ts FILE [--minutes 10] [--clients 4]
 */
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Strategy } from '../../schemas/api/demonstrations.ts';
import { jobUntil, startIngestion } from '../faults/ingested-over-http.ts';
import { Topology } from '../faults/topology.ts';
import { mean, quantile, short } from './support/figures.ts';
import { ingestFile } from './support/file-ingestion.ts';
import { instructionAt } from './support/instructions.ts';
import { usageOf } from './support/process-usage.ts';

const SAMPLE_MS = 2_000;
const WARM_UP_MINUTES = 2;
const ROWS_OF_A_SMALL_CORPUS = 300;

/** Counts what was asked, how long answers took, and what was refused, which is told at once. */
class Load {
  readonly times = new Map<string, number[]>();
  errors = 0;
  readonly #url: string;
  readonly #started = performance.now();
  readonly #end: number;

  constructor(url: string, minutes: number) {
    this.#url = url;
    this.#end = this.#started + minutes * 60_000;
  }

  get goesOn(): boolean {
    return performance.now() < this.#end;
  }

  async repeat(work: (round: number) => Promise<void>): Promise<void> {
    for (let round = 0; this.goesOn; round++) {
      await work(round).catch((error: unknown) => this.#failed(String(error)));
    }
  }

  async ask(name: string, method: string, path: string, body?: unknown): Promise<void> {
    const started = performance.now();
    const response = await fetch(`${this.#url}${path}`, {
      method,
      ...(body !== undefined && {
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json' },
      }),
    });
    const text = await response.text();
    this.times.set(name, [...(this.times.get(name) ?? []), performance.now() - started]);
    if (!response.ok) this.#failed(`${name} ${response.status} ${text.slice(0, 120)}`);
  }

  #failed(what: string): void {
    console.log(`${Math.round((performance.now() - this.#started) / 1_000)} s: ${what}`);
    this.errors++;
  }
}

function demonstrations(load: Load, client: number): Promise<void> {
  return load.repeat((round) => {
    const strategy = Strategy.options[round % Strategy.options.length];
    const instruction = instructionAt(client * 100_000 + round);
    return load.ask(`demonstrations ${strategy}`, 'POST', '/v1/demonstrations', { instruction, strategy });
  });
}

function embeddings(load: Load): Promise<void> {
  return load.repeat((round) => {
    const input = Array.from({ length: 8 }, (_, at) => instructionAt(8 * round + at));
    return load.ask('embeddings of 8', 'POST', '/v1/embeddings', { model: 'kindred-task', input });
  });
}

function listings(load: Load): Promise<void> {
  return load.repeat(async () => {
    await load.ask('corpora', 'GET', '/v1/corpora');
    await load.ask('tasks', 'GET', '/v1/corpora/soak/tasks');
    await load.ask('records', 'GET', '/v1/corpora/soak/records?limit=50');
    await load.ask('jobs', 'GET', '/v1/jobs');
    await sleep(500);
  });
}

/** Each corpus has rows that no other one has, so that all are embedded. */
function comingAndGoing(load: Load, url: string): Promise<void> {
  return load.repeat(async (round) => {
    const rows = Array.from({ length: ROWS_OF_A_SMALL_CORPUS }, (_, at) => {
      const instruction = instructionAt(1_000_000 + round * ROWS_OF_A_SMALL_CORPUS + at);
      return JSON.stringify({ instruction, input: '', output: `Answer ${at}.` });
    });
    const started = performance.now();
    const job = await startIngestion(url, `passing-${round}`, rows.join('\n'));
    await jobUntil(url, job, ({ state }) => state === 'completed');
    const name = `ingestion of ${ROWS_OF_A_SMALL_CORPUS} rows`;
    load.times.set(name, [...(load.times.get(name) ?? []), performance.now() - started]);
    await load.ask('delete a corpus', 'DELETE', `/v1/corpora/passing-${round}`);
  });
}

/** Resident MiB of each process, minute by minute. */
async function watch(
  load: Load,
  processes: Readonly<Record<string, number>>,
): Promise<Map<string, number[][]>> {
  const started = performance.now();
  const seen = new Map(Object.keys(processes).map((name) => [name, [] as number[][]]));
  while (load.goesOn) {
    await sleep(SAMPLE_MS);
    const minute = Math.floor((performance.now() - started) / 60_000);
    for (const [name, pid] of Object.entries(processes)) {
      const minutes = seen.get(name) ?? [];
      (minutes[minute] ??= []).push((await usageOf(pid)).resident);
    }
  }
  return seen;
}

function report(load: Load, seen: Map<string, number[][]>): void {
  console.log('resident MiB, means of minutes');
  for (const [name, minutes] of seen) {
    // The sample after the end opens a minute of its own.
    const means = minutes.filter((samples) => samples.length > 5).map(mean);
    const steady = means.slice(WARM_UP_MINUTES);
    const flat =
      steady.length < 2 ? '' : ` | last over third: x ${short((steady.at(-1) ?? NaN) / (steady[0] ?? NaN))}`;
    console.log(`${name.padEnd(8)} ${means.map((value) => value.toFixed(0)).join(' ')}${flat}`);
  }
  console.log('asked | answers | p50 ms | p95 ms | p99 ms');
  for (const [name, times] of [...load.times].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const quantiles = [0.5, 0.95, 0.99].map((share) => Math.round(quantile(times, share)));
    console.log([name, times.length, ...quantiles].join(' | '));
  }
  console.log(`${load.errors} errors`);
}

const { values, positionals } = parseArgs({
  options: { minutes: { type: 'string', default: '10' }, clients: { type: 'string', default: '4' } },
  allowPositionals: true,
});
const [file] = positionals;
if (file === undefined) throw new Error('usage: node --import tsx tests/bench/soak.ts FILE');
const topology = await Topology.start();
try {
  const api = await topology.apiProcess();
  const worker = topology.worker();
  const { result } = await ingestFile(api.url, 'soak', resolve(file));
  console.log(
    `${result.rows} rows, ${values.clients} clients that ask for demonstrations, ${values.minutes} minutes`,
  );
  const load = new Load(api.url, Number(values.minutes));
  const clients = Array.from({ length: Number(values.clients) }, (_, at) => demonstrations(load, at));
  const watching = watch(load, {
    API: api.process.pid ?? 0,
    worker: worker.pid ?? 0,
    Qdrant: topology.qdrant.pid,
    Redis: topology.redis.pid,
  });
  await Promise.all([...clients, embeddings(load), listings(load), comingAndGoing(load, api.url)]);
  report(load, await watching);
} finally {
  await topology.stop();
}
