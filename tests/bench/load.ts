/**
 * Many clients at once asking for demonstrations: errors, percentiles, answers per second. Asks a service that runs, or
 * starts Redis, Qdrant, an API and workers, and ingests a file first (needs redis-server and QDRANT_BINARY).
 *
 *   node --import tsx tests/bench/load.ts URL [--clients 64] [--seconds 60] [--key KEY]
 *   node --import tsx tests/bench/load.ts --corpus FILE [--workers 1] [--clients 64] [--seconds 60]
 */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Topology } from '../faults/topology.ts';
import { quantile, short } from './support/figures.ts';
import { ingestFile } from './support/file-ingestion.ts';
import { instructionAt } from './support/instructions.ts';

const { values, positionals } = parseArgs({
  options: {
    clients: { type: 'string', default: '64' },
    seconds: { type: 'string', default: '60' },
    key: { type: 'string' },
    corpus: { type: 'string' },
    workers: { type: 'string', default: '1' },
  },
  allowPositionals: true,
});

const headers = {
  'content-type': 'application/json',
  ...(values.key && { authorization: `Bearer ${values.key}` }),
};

async function load(url: string): Promise<void> {
  let [asked, errors] = [0, 0];
  const times: number[] = [];
  const askOnce = async (): Promise<void> => {
    const body = JSON.stringify({ instruction: instructionAt(asked++) });
    const started = performance.now();
    const response = await fetch(`${url}/v1/demonstrations`, { method: 'POST', headers, body });
    await response.arrayBuffer();
    if (response.status !== 200) errors++;
    times.push(performance.now() - started);
  };
  const started = performance.now();
  const end = started + Number(values.seconds) * 1_000;
  const client = async (): Promise<void> => {
    while (performance.now() < end) {
      await askOnce().catch((error: unknown) => {
        errors++;
        console.error(error);
      });
    }
  };
  await Promise.all(Array.from({ length: Number(values.clients) }, client));
  const seconds = (performance.now() - started) / 1_000;
  const [p50, p95, p99] = [0.5, 0.95, 0.99].map((share) => `${Math.round(quantile(times, share))} ms`);
  console.log(
    `${values.clients} clients, ${seconds.toFixed(0)} s: ${times.length} answers, ${errors} errors, ` +
      `${(times.length / seconds).toFixed(1)} a second; p50 ${p50}, p95 ${p95}, p99 ${p99}`,
  );
}

async function loadOver(file: string): Promise<void> {
  const topology = await Topology.start();
  try {
    const api = await topology.api();
    for (let at = 0; at < Number(values.workers); at++) topology.worker();
    const { result, storedAfter, settledAfter } = await ingestFile(api, 'load', file);
    console.log(
      `${result.rows} rows ingested in ${short(storedAfter)} s, ${short(result.rows / storedAfter)} a second; index ready ` +
        `${short(settledAfter - storedAfter)} s later`,
    );
    await load(api);
  } finally {
    await topology.stop();
  }
}

const [url] = positionals;
if (values.corpus !== undefined) await loadOver(resolve(values.corpus));
else if (url !== undefined) await load(url);
else throw new Error('usage: node --import tsx tests/bench/load.ts URL, or --corpus FILE');
