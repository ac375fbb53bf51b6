/**
 * Ingests a corpus on the embedded default, twice, and prints rows per second, peak memory and the share of
 * the encoder threads’ time in which they computed.
 *
 *   node --import tsx tests/bench/ingest.ts FILE [--data DIR]
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { IngestCorpusResult } from '../../schemas/jobs.ts';
import { compose, type Kindred } from '../../services/compose.ts';
import { readConfig } from '../../services/config.ts';
import { startWorkers } from '../../workers/main.ts';
import { ingestThroughQueue } from './support/queued-ingestion.ts';

const MEBIBYTE = 1024 * 1024;

interface Run {
  readonly result: IngestCorpusResult;
  readonly seconds: number;
}

async function ingest(kindred: Kindred, path: string): Promise<Run> {
  const started = performance.now();
  const result = await ingestThroughQueue(kindred, 'bench', path);
  return { result, seconds: (performance.now() - started) / 1000 };
}

function report(title: string, { result, seconds }: Run, threads: number): void {
  const share = result.inference_ms / 1000 / seconds / threads;
  console.log(
    [
      title.padEnd(12),
      `${result.rows} rows`,
      `${seconds.toFixed(1)} s`,
      `${(result.rows / seconds).toFixed(0)} rows/s`,
      `embedded ${result.embedded}`,
      `stored ${result.stored}`,
      `already there ${result.skipped}`,
      `rejected ${result.rejected}`,
      `cut ${result.truncated}`,
      `inference ${(100 * share).toFixed(1)} % of the encoder threads’ time`,
      `peak ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MiB`,
    ].join(' | '),
  );
}

const { values, positionals } = parseArgs({ options: { data: { type: 'string' } }, allowPositionals: true });
const file = positionals[0];
if (file === undefined) throw new Error('usage: node --import tsx tests/bench/ingest.ts FILE [--data DIR]');
const data = values.data ?? (await mkdtemp(join(tmpdir(), 'kindred-bench-')));
const kindred = await compose(readConfig({ ...process.env, KINDRED_DATA: data }), (error) =>
  console.error(error),
);
try {
  await startWorkers(kindred);
  report('first run', await ingest(kindred, resolve(file)), kindred.encodings.live().encoder.threads);
  report('second run', await ingest(kindred, resolve(file)), kindred.encodings.live().encoder.threads);
  console.log(
    `in the store: ${await kindred.encodings.live().store.count({})} records; heap ${(process.memoryUsage().heapUsed / MEBIBYTE).toFixed(0)} MiB`,
  );
} finally {
  await kindred.close();
  if (values.data === undefined) await rm(data, { recursive: true, force: true });
}
