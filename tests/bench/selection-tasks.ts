/**
 * How many tasks of a labelled set few rows cover, as many rows as it has tasks: by facility location, k-center and
 * k-means in the task space, and by random rows of several seeds.
 *
 *   node --import tsx tests/bench/selection-tasks.ts ieb/eft_test.json [--seeds 10] [-k 32]
 */
import { parseArgs } from 'node:util';
import { readConfig } from '../../services/config.ts';
import { coverageOfGraph } from '../../services/curation/select/coverage.ts';
import { noQuotas } from '../../services/curation/select/quotas.ts';
import { rankRows } from '../../services/curation/select/rank-rows.ts';
import { openEncoder } from '../../services/embedding/onnx-encoder.ts';
import { encoderMethod } from '../../services/evaluation/vectors.ts';
import type { SelectionMethod } from '../../schemas/curation/select.ts';
import { exactGraph } from './support/exact-graph.ts';
import { mean, short } from './support/figures.ts';
import { readLabelled } from './support/labelled-texts.ts';

const { values, positionals } = parseArgs({
  options: { seeds: { type: 'string', default: '10' }, k: { type: 'string', short: 'k', default: '32' } },
  allowPositionals: true,
});
const [file] = positionals;
if (file === undefined) throw new Error('usage: node --import tsx tests/bench/selection-tasks.ts FILE');
const { texts, labels } = await readLabelled(file);
const encoder = await openEncoder(readConfig(process.env).encoderDir);
const [task] = await encoderMethod(encoder).embed(texts, { onProgress: () => undefined });
await encoder.close();
if (task === undefined) throw new Error('the encoder has a task space');
const { points } = task;

const lists = coverageOfGraph(await exactGraph(points, Number(values.k)));
const budget = new Set(labels).size;
const input = {
  ...{ points, lists, weights: null, quality: null, relevance: null, target: null, budget, initial: [] },
  quotas: noQuotas(points.rows),
  excluded: new Uint8Array(points.rows),
};
const watch = { signal: new AbortController().signal, report: () => undefined };

async function tasksOf(method: SelectionMethod, seed: number): Promise<number> {
  const ranking = await rankRows(input, { method, seed, alpha: 1, threshold: 1, relevance: 0 }, watch);
  return new Set(ranking.map(({ row }) => labels[row])).size;
}

const seeds = Array.from({ length: Number(values.seeds) }, (_, seed) => seed);
console.log(`${file}: tasks among ${budget} of ${texts.length} rows, of ${budget}`);
console.log(`facility location  ${await tasksOf('facility_location', 0)}`);
console.log(`k-center           ${await tasksOf('k_center', 0)}`);
for (const method of ['k_means', 'random'] as const) {
  const counts: number[] = [];
  for (const seed of seeds) counts.push(await tasksOf(method, seed));
  const spread = `${Math.min(...counts)} to ${Math.max(...counts)}`;
  console.log(`${method.padEnd(17)}  ${short(mean(counts))} (${spread}; ${counts.join(' ')})`);
}
