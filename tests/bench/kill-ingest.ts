/**
 * Kills an ingestion with SIGKILL at random moments, restarts it, and compares the result record by record
 * with an undisturbed run.
 *
 *   node --import tsx tests/bench/kill-ingest.ts FILE [--kills 5] [--seed 1]
 */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { runIngesting } from '../faults/killable.ts';
import { largestDistance, storedCorpus } from '../faults/stored-corpus.ts';

const { values, positionals } = parseArgs({
  options: { kills: { type: 'string', default: '5' }, seed: { type: 'string', default: '1' } },
  allowPositionals: true,
});
if (positionals[0] === undefined) throw new Error('usage: node --import tsx tests/bench/kill-ingest.ts FILE');
const file = resolve(positionals[0]);
const kills = Number(values.kills);

/** Lehmer's generator: the moments of the kills can be repeated. */
function* randoms(seed: number): Generator<number> {
  for (let state = seed; ;) {
    state = (state * 48_271) % 2_147_483_647;
    yield state / 2_147_483_647;
  }
}

const undisturbed = await mkdtemp(join(tmpdir(), 'kindred-undisturbed-'));
const disturbed = await mkdtemp(join(tmpdir(), 'kindred-killed-'));
try {
  await runIngesting([undisturbed, randomUUID(), file], () => false);
  const expected = await storedCorpus({ KINDRED_DATA: undisturbed });
  const id = randomUUID();
  const random = randoms(Number(values.seed));
  for (let kill = 0; kill < kills; kill++) {
    const share = (kill + Number(random.next().value)) / kills;
    const at = Math.floor(share * expected.length * 0.95);
    const args = kill === 0 ? [disturbed, id, file] : [disturbed, id];
    const started = performance.now();
    const ended = await runIngesting(
      args,
      (line) => line.startsWith('progress') && Number(line.slice(9)) >= at,
    );
    const stage = ended ? 'had ended before' : 'killed at';
    console.log(
      `kill ${kill + 1}: ${stage} ${at} rows or more, ${((performance.now() - started) / 1000).toFixed(1)} s`,
    );
  }
  await runIngesting([disturbed, id], () => false);
  const found = await storedCorpus({ KINDRED_DATA: disturbed });

  console.log(`${expected.length} records undisturbed, ${found.length} after ${kills} kills`);
  console.log(
    `equal; largest cosine distance of vectors ${largestDistance(expected, found).toExponential(1)}`,
  );
} finally {
  await rm(undisturbed, { recursive: true, force: true });
  await rm(disturbed, { recursive: true, force: true });
}
