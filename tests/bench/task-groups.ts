/**
 * How well task groups find the tasks of a set of labelled instructions (IEB's `eft_test.json`), with the labels of our
 * own parser, with half of them, and with none; and how many wrong labels, planted among those of the set, are suspected.
 *
 *   node --import tsx tests/bench/task-groups.ts eft_test.json [--encoder DIR]
 */
import { parseArgs } from 'node:util';
import { clusterAgreement } from '../../services/analysis/cluster-agreement.ts';
import { toPoints } from '../../services/analysis/points.ts';
import { readConfig } from '../../services/config.ts';
import { createTaskLabeller } from '../../services/labels/task-labeller.ts';
import { findSuspects } from '../../services/curation/group-tasks/label-suspects.ts';
import { groupByTask } from '../../services/curation/group-tasks/task-groups.ts';
import { openEncoder } from '../../services/embedding/onnx-encoder.ts';
import { readCategories } from '../../services/evaluation/ieb-files.ts';
import { randomIndex, seededRandom } from '../../services/runtime/seeded-random.ts';
import { exactGraph } from '../unit/curation/exact-graph.ts';
import { mean } from './support/figures.ts';

const WRONG = 0.05;
const SEEDS = 5;

const { values, positionals } = parseArgs({
  options: { encoder: { type: 'string' } },
  allowPositionals: true,
});
if (positionals[0] === undefined)
  throw new Error('usage: node --import tsx tests/bench/task-groups.ts eft_test.json');
const rows = await readCategories(positionals[0]);
const truth = rows.map(({ category }) => category);
const labeller = createTaskLabeller();
const parsed = rows.map(({ instruction }) => labeller.label(instruction)?.name ?? null);
const encoder = await openEncoder(values.encoder ?? readConfig({}).encoderDir);
const { vectors } = await encoder.embed(rows.map(({ withInput }) => withInput));
await encoder.close();
const points = toPoints(vectors.map(({ task }) => task));
const graph = exactGraph(points, 32);
const relatedFrom = encoder.relatedFrom ?? 0;
const options = { mergeAt: 0.85, relatedFrom, minSize: 5 };
console.log(`${rows.length} instructions in ${new Set(truth).size} tasks, ${encoder.name}`);

/** Without kinds of work, so that the figures are of labels and neighbours. */
const kinds = rows.map(() => null);
const pause = (): Promise<void> => Promise.resolve();

async function printGroups(name: string, labels: readonly (string | null)[]): Promise<void> {
  const { groupOf, groups } = await groupByTask({ points, labels, kinds, graph }, options, pause);
  const grouped = [...groupOf.keys()].filter((row) => (groupOf[row] ?? -1) >= 0);
  const { purity, adjustedRand } = clusterAgreement(
    grouped.map((row) => truth[row] ?? ''),
    grouped.map((row) => String(groupOf[row])),
  );
  const share = ((100 * grouped.length) / rows.length).toFixed(1);
  const agreement = `purity ${purity.toFixed(3)}  ARI ${adjustedRand.toFixed(3)}`;
  console.log(`${name.padEnd(28)} ${String(groups).padStart(4)} groups  ${share} % grouped  ${agreement}`);
}

const random = seededRandom(42);
await printGroups('labels of the set', truth);
await printGroups('labels of the parser', parsed);
await printGroups(
  'half of the parser’s labels',
  parsed.map((label) => (random() < 0.5 ? label : null)),
);
await printGroups(
  'no labels',
  parsed.map(() => null),
);

const recalls: number[] = [];
const precisions: number[] = [];
const suggestions: number[] = [];
for (let seed = 0; seed < SEEDS; seed++) {
  const draw = seededRandom(seed);
  const labels = truth.map((label) =>
    draw() < WRONG ? (truth[randomIndex(draw, truth.length)] ?? label) : label,
  );
  const isWrong = (row: number): boolean => labels[row] !== truth[row];
  const { groupOfLabel } = await groupByTask({ points, labels, kinds, graph }, options, pause);
  const suspects = findSuspects(graph, labels, groupOfLabel, relatedFrom);
  const found = suspects.filter(({ row }) => isWrong(row));
  recalls.push(found.length / labels.filter((_, row) => isWrong(row)).length);
  precisions.push(found.length / suspects.length);
  suggestions.push(
    found.filter(({ row, suggestedLabel }) => suggestedLabel === truth[row]).length / found.length,
  );
}
console.log(
  `5 % wrong labels, ${SEEDS} draws: recall ${mean(recalls).toFixed(3)}, precision ${mean(precisions).toFixed(3)}, ` +
    `right label suggested ${mean(suggestions).toFixed(3)}`,
);
