/**
 * How well few items tell the score of a later model where the results of earlier ones are known: real outcomes, item by
 * item, of small classifiers (words, pairs of words, letters, static vectors of both spaces; means, neighbours, naive Bayes,
 * logistic regression; 2 to 30 rows a class) on a labelled set. Each seed draws fifty of them, and ten are told by the other
 * forty: the ten best, and for comparison ten at random.
 *
 *   node --import tsx tests/bench/compression-from-results.ts clinc150.jsonl [hwu64.jsonl ...] [--seeds 40] [--items 100] [--save DIR]
 *
 * With --save the outcomes are kept in that folder, and read from it the next time.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { symmetricEigen } from '../../services/analysis/symmetric-eigen.ts';
import { predictScore } from '../../services/analysis/predict-score.ts';
import { readConfig } from '../../services/config.ts';
import { makePredictor, type WholeColumn } from '../../services/curation/compress/make-predictor.ts';
import { openEncoder } from '../../services/embedding/onnx-encoder.ts';
import { seededRandom, shuffled } from '../../services/runtime/seeded-random.ts';
import { mean, quantile } from './support/figures.ts';
import { readLabelled } from './support/labelled-texts.ts';
import { classifierOutcomes } from './support/small-classifiers.ts';

const ROWS = 8_000;
const ITEMS = 2_000;
const MODELS = 50;
const NEW = 10;
/** Random draws are tried this often a seed, since one draw says little. */
const DRAWS = 10;
const DRAWS_OF_CHOSEN = 5;
const PENALTIES = [0.01, 0.03, 0.1, 0.3, 1, 3, 10];
const { values: options, positionals } = parseArgs({
  options: {
    seeds: { type: 'string', default: '40' },
    items: { type: 'string', default: '100' },
    save: { type: 'string' },
  },
  allowPositionals: true,
});
const seeds = Array.from({ length: Number(options.seeds) }, (_, seed) => seed);
const count = Number(options.items);

interface Model {
  readonly name: string;
  readonly values: number[];
  readonly full: number;
}

async function outcomesOf(file: string): Promise<Model[]> {
  const kept = options.save === undefined ? null : join(options.save, `${basename(file)}.outcomes`);
  if (kept !== null && existsSync(kept)) return JSON.parse(readFileSync(kept, 'utf8')) as Model[];
  const all = await readLabelled(file);
  const rows = shuffled(Array(all.texts.length).keys(), seededRandom(0)).slice(0, ROWS);
  const texts = rows.map((row) => all.texts[row] ?? '');
  const labels = rows.map((row) => all.labels[row] ?? '');
  const encoder = await openEncoder(readConfig(process.env).encoderDir);
  const spaces = await encoder.staticPoints(texts).finally(() => encoder.close());
  if (spaces === null) throw new Error('the encoder has a static model');
  const items = Math.min(ITEMS, Math.floor(texts.length / 2));
  const data = { texts, labels, spaces: { task: spaces.task, content: spaces.content } };
  const models = Array.from(classifierOutcomes(data, items, 0), ({ name, scores }) => {
    const values = [...scores];
    return { name, values, full: mean(values) };
  });
  if (kept !== null) writeFileSync(kept, JSON.stringify(models));
  return models;
}

const signatureOf = ({ values }: Model, items: readonly number[]): number[] =>
  items.map((item) => values[item] ?? 0);

/** Ridge regression of the full score on the answers to `items`; the penalty is the one that leaves the least error when each model is left out. */
function ridge(models: readonly Model[], items: readonly number[]): (model: Model) => number {
  const n = models.length;
  const rows = models.map((model) => signatureOf(model, items));
  const centre = items.map((_, i) => mean(rows.map((row) => row[i] ?? 0)));
  const centred = rows.map((row) => row.map((value, i) => value - (centre[i] ?? 0)));
  const dot = (a: readonly number[], b: readonly number[]) =>
    a.reduce((sum, x, i) => sum + x * (b[i] ?? 0), 0);
  const kernel = Float64Array.from({ length: n * n }, (_, at) =>
    dot(centred[Math.floor(at / n)] ?? [], centred[at % n] ?? []),
  );
  const { values, vectors } = symmetricEigen(kernel, n);
  const middle = mean(models.map(({ full }) => full));
  const targets = models.map(({ full }) => full - middle);
  const along = Array.from(values, (_, k) => dot([...vectors.subarray(k * n, (k + 1) * n)], targets));
  const scale = values.reduce((sum, value) => sum + value, 0) / n;
  const fits = PENALTIES.map((penalty) => {
    const left = penalty * scale;
    const dual = targets.map((_, m) =>
      along.reduce((sum, a, k) => sum + ((vectors[k * n + m] ?? 0) * a) / ((values[k] ?? 0) + left), 0),
    );
    const errors = targets.map((_, m) => {
      const inverse = along.reduce(
        (sum, __, k) => sum + (vectors[k * n + m] ?? 0) ** 2 / ((values[k] ?? 0) + left),
        0,
      );
      return Math.abs((dual[m] ?? 0) / inverse);
    });
    return { dual, error: mean(errors) };
  });
  const { dual } = fits.reduce((best, next) => (next.error < best.error ? next : best));
  const weights = items.map((_, i) => dual.reduce((sum, a, m) => sum + a * (centred[m]?.[i] ?? 0), 0));
  return (model) =>
    middle +
    dot(
      signatureOf(model, items).map((value, i) => value - (centre[i] ?? 0)),
      weights,
    );
}

/** The items on which the answers of models vary most: DISCO's choice where answers are right or wrong. */
function mostDisputed(models: readonly Model[], random: () => number): number[] {
  const items = models[0]?.values.length ?? 0;
  const spread = Array.from({ length: items }, (_, item) => {
    const share = mean(models.map(({ values }) => values[item] ?? 0));
    return { item, variance: share * (1 - share) + random() * 1e-9 };
  });
  return spread
    .sort((a, b) => b.variance - a.variance)
    .slice(0, count)
    .map(({ item }) => item);
}

interface Figures {
  readonly random: number;
  readonly regression: number;
  readonly disputed: number;
  readonly chosen: number;
  /** The same if the results of the other nine new models were known too: what better chances could bring. */
  readonly known: number;
  readonly inside: number;
  readonly warned: number;
  readonly width: number;
}

function figuresOf(earlier: readonly Model[], later: readonly Model[], seed: number): Figures {
  const random = seededRandom(seed);
  const miss = (tell: (model: Model) => number) =>
    mean(later.map((model) => Math.abs(tell(model) - model.full)));
  const draws = Array.from({ length: DRAWS }, () =>
    shuffled(Array(earlier[0]?.values.length ?? 0).keys(), random).slice(0, count),
  );
  const columns: WholeColumn[] = earlier.map(({ name, values }) => ({ name, values }));
  const told = Array.from({ length: DRAWS_OF_CHOSEN }, (_, draw) => {
    const { core } = makePredictor(columns, count, seed * DRAWS_OF_CHOSEN + draw);
    const items = core.items.map(({ item }) => item);
    return later.map((model) => {
      const found = predictScore(core, signatureOf(model, items));
      if (found === null) throw new Error('all items have results');
      return { ...found, miss: Math.abs(found.estimate - model.full) };
    });
  }).flat();
  const everybody: WholeColumn[] = [...earlier, ...later].map(({ name, values }) => ({ name, values }));
  const known = Array.from({ length: DRAWS_OF_CHOSEN }, (_, draw) => {
    const { told: ofAll } = makePredictor(everybody, count, seed * DRAWS_OF_CHOSEN + draw);
    return ofAll.slice(earlier.length).map(({ estimate, full }) => Math.abs(estimate - full));
  }).flat();
  return {
    known: mean(known),
    random: mean(draws.map((items) => miss((model) => mean(signatureOf(model, items))))),
    regression: mean(draws.map((items) => miss(ridge(earlier, items)))),
    disputed: miss(ridge(earlier, mostDisputed(earlier, random))),
    chosen: mean(told.map((one) => one.miss)),
    inside: mean(told.map((one) => Number(one.miss <= one.margin))),
    warned: mean(told.map(({ outside }) => Number(outside !== null))),
    width: mean(told.map(({ margin }) => margin)),
  };
}

function print(title: string, figures: readonly Figures[]): void {
  const median = (of: (one: Figures) => number) => quantile(figures.map(of), 0.5);
  const [random, regression, disputed, chosen] = [
    median((one) => one.random),
    median((one) => one.regression),
    median((one) => one.disputed),
    median((one) => one.chosen),
  ];
  console.log(
    `  ${title}, ${count} items: median over ${figures.length} seeds of the mean error of ten models`,
  );
  console.log(
    `    random ${random.toFixed(4)}; random and ridge ${regression.toFixed(4)}; most disputed and ridge ${disputed.toFixed(4)}`,
  );
  console.log(
    `    chosen ${chosen.toFixed(4)}: ${(chosen / random).toFixed(2)} of random, ${(chosen / regression).toFixed(2)} of random and ridge`,
  );
  const known = median((one) => one.known);
  console.log(
    `    if the other nine were known too: ${known.toFixed(4)}, ${(known / random).toFixed(2)} of random`,
  );
  console.log(
    `    mean: ${mean(figures.map((one) => one.chosen)).toFixed(4)}, of random ${mean(figures.map((one) => one.random)).toFixed(4)}; ` +
      `inside the 95 % interval ${mean(figures.map((one) => one.inside)).toFixed(3)}, half its width ${mean(figures.map((one) => one.width)).toFixed(3)}; warned of ${mean(figures.map((one) => one.warned)).toFixed(2)}`,
  );
}

for (const file of positionals) {
  const all = await outcomesOf(file);
  console.log(
    `\n${basename(file)}: ${all.length} classifiers, ${all[0]?.values.length ?? 0} items, right in ${quantile(
      all.map(({ full }) => full),
      0,
    ).toFixed(2)} to ${quantile(
      all.map(({ full }) => full),
      1,
    ).toFixed(2)}`,
  );
  const drawn = seeds.map((seed) => shuffled(all, seededRandom(seed)).slice(0, MODELS));
  const ordered = drawn.map((models) => models.toSorted((a, b) => a.full - b.full));
  const split = (sets: readonly Model[][]) =>
    sets.map((models, seed) => figuresOf(models.slice(0, -NEW), models.slice(-NEW), seed));
  print('the ten best are new', split(ordered));
  print('ten at random are new', split(drawn));
}
