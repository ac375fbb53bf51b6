/**
 * How well few rows of a benchmark tell a score of all of them: real outcomes, item by item, of simple classifiers on
 * a labelled set (is the label of the nearest other row, or of most of the five nearest, the right one; by words, by
 * the content space, by the task space), estimated from representatives and from random rows of the same number.
 *
 *   node --import tsx tests/bench/compression.ts ieb/eft_test.json [banking77.jsonl ...] [--seeds 40]
 */
import { parseArgs } from 'node:util';
import { readConfig } from '../../services/config.ts';
import { bagOfWords } from '../../services/analysis/bag-of-words.ts';
import { toPoints } from '../../services/analysis/points.ts';
import type { Points } from '../../services/analysis/points.ts';
import { balancedCells } from '../../services/curation/compress/balanced-cells.ts';
import {
  centralRepresentatives,
  drawRepresentatives,
} from '../../services/curation/compress/representatives.ts';
import type { Representative } from '../../services/curation/compress/representatives.ts';
import { estimateMean } from '../../services/curation/compress/weighted-estimate.ts';
import { sphericalKMeans } from '../../services/analysis/spherical-k-means.ts';
import { openEncoder } from '../../services/embedding/onnx-encoder.ts';
import { encoderMethod } from '../../services/evaluation/vectors.ts';
import { nearestIn } from '../../services/neighbours/search.ts';
import { seededRandom, shuffled } from '../../services/runtime/seeded-random.ts';
import { mean, short } from './support/figures.ts';
import { readLabelled } from './support/labelled-texts.ts';

const BUDGETS = [50, 100, 200];
const VOTERS = 5;
const { values, positionals } = parseArgs({
  options: { seeds: { type: 'string', default: '40' } },
  allowPositionals: true,
});
const seeds = Array.from({ length: Number(values.seeds) }, (_, seed) => seed);

interface Outcomes {
  readonly name: string;
  readonly scores: readonly number[];
}

function mostVoted(votes: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const vote of votes) counts.set(vote, (counts.get(vote) ?? 0) + 1);
  return [...counts].reduce((best, next) => (next[1] > best[1] ? next : best))[0];
}

/** Outcomes of the nearest row and of the vote of the five nearest. */
async function outcomesOf(name: string, points: Points, labels: readonly string[]): Promise<Outcomes[]> {
  const { k, neighbours } = await nearestIn(points, points, VOTERS + 1);
  const others = labels.map((_, row) =>
    [...neighbours.subarray(row * k, (row + 1) * k)].filter((other) => other !== row).slice(0, VOTERS),
  );
  const score = (label: string | undefined, row: number): number => Number(label === labels[row]);
  return [
    { name: `${name}, nearest`, scores: others.map(([first = -1], row) => score(labels[first], row)) },
    {
      name: `${name}, vote of five`,
      scores: others.map((rows, row) => score(mostVoted(rows.map((other) => labels[other] ?? '')), row)),
    },
  ];
}

interface Misses {
  readonly miss: number;
  readonly signed: number;
  readonly inside: number;
}

function errorsOf(outcomes: readonly Outcomes[], representatives: readonly Representative[]): Misses[] {
  return outcomes.map(({ scores }) => {
    const known = representatives.map(({ row, cell }) => ({ score: scores[row] ?? 0, weight: cell.length }));
    const estimate = estimateMean(known);
    const signed = estimate.mean - mean(scores);
    return { miss: Math.abs(signed), signed, inside: Number(Math.abs(signed) <= (estimate.margin ?? 0)) };
  });
}

/** Random rows of which each stands for as many. */
function randomRows(rows: number, count: number, seed: number): Representative[] {
  const cell = new Int32Array(Math.round(rows / count));
  return shuffled(Array(rows).keys(), seededRandom(seed))
    .slice(0, count)
    .map((row) => ({ row, cell }));
}

async function centralRows(points: Points, clusters: number, seed: number): Promise<Representative[]> {
  const nearestCentre = async (among: Points, centres: Points) => {
    const { neighbours, scores } = await nearestIn(among, centres, 1);
    return { nearest: neighbours, similarities: scores };
  };
  const options = { clusters, seed, nearestCentre, onPass: () => undefined };
  const { labels, similarities } = await sphericalKMeans(points, options);
  return centralRepresentatives(labels, similarities);
}

const encoder = await openEncoder(readConfig(process.env).encoderDir);
try {
  for (const file of positionals) {
    const { texts, labels } = await readLabelled(file);
    const [task, content] = await encoderMethod(encoder).embed(texts, { onProgress: () => undefined });
    if (task === undefined || content === undefined) throw new Error('the encoder has two spaces');
    const outcomes = [
      ...(await outcomesOf('words', toPoints(bagOfWords(texts)), labels)),
      ...(await outcomesOf('content', content.points, labels)),
      ...(await outcomesOf('task', task.points, labels)),
    ];
    console.log(`\n${file}: ${texts.length} rows, ${seeds.length} seeds; full scores`);
    for (const { name, scores } of outcomes) console.log(`  ${name.padEnd(24)} ${mean(scores).toFixed(3)}`);
    console.log(
      'mean of the errors; of k-means also the bias; share of 95 % intervals with the full score inside',
    );
    const head = ['rows', 'random', 'stratified', 'ratio', 'inside', 'k-means', 'its bias'];
    console.log(head.map((title) => title.padStart(12)).join(''));
    for (const budget of BUDGETS) {
      const cells = balancedCells(task.points, budget);
      const stratified = seeds.flatMap((seed) => errorsOf(outcomes, drawRepresentatives(cells, seed)));
      const random = seeds.flatMap((seed) => errorsOf(outcomes, randomRows(texts.length, budget, seed)));
      const central = errorsOf(outcomes, await centralRows(task.points, budget, 0));
      const missOf = (errors: readonly Misses[]): number => mean(errors.map(({ miss }) => miss));
      const figures = [
        budget,
        missOf(random),
        missOf(stratified),
        missOf(stratified) / missOf(random),
        mean(stratified.map(({ inside }) => inside)),
        missOf(central),
        mean(central.map(({ signed }) => signed)),
      ];
      console.log(figures.map((figure) => short(figure).padStart(12)).join(''));
    }
  }
} finally {
  await encoder.close();
}
