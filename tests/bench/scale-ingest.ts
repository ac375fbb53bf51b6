/**
 * Ingests a file through Redis and Qdrant with one and with more worker processes, and prints rows per second and what
 * each process takes. Starts everything itself: needs redis-server and QDRANT_BINARY. Linux.
 *
 *   node --import tsx tests/bench/scale-ingest.ts FILE [--workers 1,2] [--pin] [--keep FOLDER]
 *
 * --pin   each worker on one core of its own, so that workers and not threads are compared
 * --keep  where the servers of the last run keep their files, for scale-qdrant.ts and qdrant-recall.ts
 */
import type { ChildProcess } from 'node:child_process';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Topology } from '../faults/topology.ts';
import { ingestFile } from './support/file-ingestion.ts';
import { printFigures } from './support/figures.ts';
import { diskOf, UsagePeak } from './support/process-usage.ts';

const { values, positionals } = parseArgs({
  options: {
    workers: { type: 'string', default: '1,2' },
    pin: { type: 'boolean', default: false },
    keep: { type: 'string' },
  },
  allowPositionals: true,
});
const [file] = positionals;
if (file === undefined) throw new Error('usage: node --import tsx tests/bench/scale-ingest.ts FILE');
const numbers = values.workers.split(',').map(Number);

/** Loading the encoder takes a second or two; a worker says nothing on stdout when it is ready. */
const READY_MS = 5_000;

type Figures = readonly (readonly [string, number])[];

async function run(path: string, workers: number, folder: string | undefined): Promise<Figures> {
  const topology = await Topology.start({ folder });
  try {
    const api = await topology.apiProcess();
    const started = Array.from({ length: workers }, (_, at) =>
      topology.worker({}, values.pin ? at : undefined),
    );
    await allReady(started);
    const peaks = [
      topology.qdrant.pid,
      topology.redis.pid,
      api.process.pid ?? 0,
      ...started.map(({ pid }) => pid ?? 0),
    ];
    const watched = peaks.map((pid) => new UsagePeak(pid));
    const { result, storedAfter, settledAfter } = await ingestFile(api.url, 'mixed', path);
    const used = await Promise.all(watched.map((peak) => peak.stop()));
    const [qdrant, redis, served, ...worked] = used;
    const cpu = worked.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0);
    return [
      ['rows', result.rows],
      ['rows stored', result.stored],
      ['texts embedded', result.embedded],
      ['seconds until stored', storedAfter],
      ['rows a second', result.rows / storedAfter],
      ['texts embedded a second', result.embedded / storedAfter],
      ['seconds more until indexed', settledAfter - storedAfter],
      ['seconds of inference, all threads', result.inference_ms / 1_000],
      ['core-seconds of workers', cpu],
      ['core-seconds of Qdrant', qdrant?.cpuSeconds ?? NaN],
      ['core-seconds of Redis', redis?.cpuSeconds ?? NaN],
      ['core-seconds of the API', served?.cpuSeconds ?? NaN],
      ['texts embedded a core-second of workers', result.embedded / cpu],
      ['peak MiB of a worker', Math.max(...watched.slice(3).map(({ peak }) => peak))],
      ['peak MiB of Redis', watched[1]?.peak ?? NaN],
      ['peak MiB of Qdrant', watched[0]?.peak ?? NaN],
      ['MiB of Qdrant afterwards', qdrant?.resident ?? NaN],
      ['MiB of Qdrant afterwards, own', qdrant?.own ?? NaN],
      ['MiB of Qdrant on disk', await diskOf(topology.qdrantFolder)],
    ];
  } finally {
    await topology.stop();
  }
}

async function allReady(workers: readonly ChildProcess[]): Promise<void> {
  await sleep(READY_MS);
  if (workers.some(({ exitCode }) => exitCode !== null)) throw new Error('a worker has ended');
}

const runs: Figures[] = [];
for (const [at, workers] of numbers.entries()) {
  runs.push(await run(resolve(file), workers, at === numbers.length - 1 ? values.keep : undefined));
  const columns = numbers.slice(0, runs.length).map((count) => `${count} worker${count === 1 ? '' : 's'}`);
  const rows = (runs[0] ?? []).map(
    ([name], row) => [name, runs.map((figures) => figures[row]?.[1] ?? NaN)] as const,
  );
  printFigures(['', ...columns], rows);
}
