/**
 * Kills one of two workers with SIGKILL again and again while a file is ingested through Redis and Qdrant, and compares
 * the result record by record with an undisturbed run in the embedded store. Needs redis-server and QDRANT_BINARY.
 *
 *   node --import tsx tests/bench/kill-workers.ts FILE.jsonl [--kills 10]
 */
import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { jobUntil, startIngestion } from '../faults/ingested-over-http.ts';
import { runIngesting } from '../faults/killable.ts';
import { largestDistance, storedCorpus } from '../faults/stored-corpus.ts';
import { killed } from '../faults/servers.ts';
import { Topology } from '../faults/topology.ts';

const { values, positionals } = parseArgs({
  options: { kills: { type: 'string', default: '10' } },
  allowPositionals: true,
});
if (positionals[0] === undefined)
  throw new Error('usage: node --import tsx tests/bench/kill-workers.ts FILE');
const file = resolve(positionals[0]);
const kills = Number(values.kills);
const rows = await readFile(file, 'utf8');
const count = rows.trimEnd().split('\n').length;

const topology = await Topology.start();
const undisturbed = await mkdtemp(join(tmpdir(), 'kindred-undisturbed-'));
try {
  const api = await topology.api();
  topology.worker();
  let victim = topology.worker();
  const started = performance.now();
  const job = await startIngestion(api, 'faults', rows);
  for (let kill = 0; kill < kills; kill++) {
    const at = ((kill + 0.5) / kills) * count * 0.95;
    const { done } = await jobUntil(api, job, (report) => report.done >= at || report.state === 'completed');
    await killed(victim);
    victim = topology.worker();
    console.log(`kill ${kill + 1} at ${done} rows`);
  }
  await jobUntil(api, job, ({ state }) => state === 'completed');
  const seconds = (performance.now() - started) / 1_000;
  const found = await storedCorpus(topology.environment);
  await runIngesting([undisturbed, randomUUID(), file], () => false);
  const expected = await storedCorpus({ KINDRED_DATA: undisturbed });
  const distance = largestDistance(expected, found);
  console.log(
    `${found.length} records after ${kills} kills in ${seconds.toFixed(0)} s, ${expected.length} undisturbed; equal; ` +
      `largest cosine distance of vectors ${distance.toExponential(1)}`,
  );
} finally {
  await topology.stop();
  await rm(undisturbed, { recursive: true, force: true });
}
