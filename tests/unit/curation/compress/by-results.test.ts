import { describe, expect, it } from 'vitest';
import { MAX_CHOSEN_ITEMS, ScorePredictor } from '../../../../schemas/curation/score-predictor.ts';
import { predictScore } from '../../../../services/analysis/predict-score.ts';
import { compressByResults } from '../../../../services/curation/compress/compress-by-results.ts';
import { drawDisagreeing } from '../../../../services/curation/compress/disagreement.ts';
import { makePredictor, type WholeColumn } from '../../../../services/curation/compress/make-predictor.ts';
import { at } from '../../../../services/runtime/at.ts';
import { seededRandom, shuffled } from '../../../../services/runtime/seeded-random.ts';

const ITEMS = 1_000;
const mean = (values: readonly number[]): number => values.reduce((sum, v) => sum + v, 0) / values.length;
const logistic = (x: number): number => 1 / (1 + Math.exp(-x));

/** How hard each item is: most are easy, some are nearly hopeless. */
const random = seededRandom(5);
const HARDNESS = Array.from({ length: ITEMS }, () => 6 * random() - 4);

/** A model that is right with a chance that falls with the hardness of the item. */
function answers(name: string, ability: number, seed: number): WholeColumn {
  const draw = seededRandom(seed);
  return { name, values: HARDNESS.map((hardness) => Number(draw() < logistic(2 * (ability - hardness)))) };
}

const EARLIER = Array.from({ length: 40 }, (_, i) => answers(`model ${i}`, -2 + i / 16, i));
const LATER = Array.from({ length: 30 }, (_, i) => answers(`later ${i}`, 0.5 + i / 30, 100 + i));

const estimateOf = ({ core }: ReturnType<typeof makePredictor>, { values }: WholeColumn) => {
  const found = predictScore(
    core,
    core.items.map(({ item }) => at(values, item)),
  );
  if (found === null) throw new Error('every item has a result');
  return found;
};

describe('items chosen by the results of models', () => {
  it('as many are drawn as asked for, each once, and what they stand for adds up to all items on average', () => {
    const chances = Float64Array.from(HARDNESS, (hardness) => logistic(-hardness));
    for (const count of [1, 2, 17, 100, 999, 1_000]) {
      const drawn = drawDisagreeing(chances, count, 3);
      expect(new Set(drawn.map(({ item }) => item)).size).toBe(count);
      expect(drawn.every(({ weight }) => weight >= 1)).toBe(true);
    }
    const sums = Array.from({ length: 200 }, (_, seed) =>
      drawDisagreeing(chances, 50, seed).reduce((sum, { weight }) => sum + weight, 0),
    );
    expect(Math.abs(mean(sums) - ITEMS)).toBeLessThan(10);
  });

  it('items on which models disagree are drawn more often than those on which they agree, and these too', () => {
    const chances = Float64Array.from({ length: 1_000 }, (_, item) => (item < 500 ? 0.995 : 0.5));
    const disputed = drawDisagreeing(chances, 100, 1).filter(({ item }) => item >= 500).length;
    expect(disputed).toBeGreaterThan(70);
    expect(disputed).toBeLessThan(100);
  });

  it('later, better models are told with at most 0.7 times the error of as many random items', () => {
    const fulls = LATER.map(({ values }) => mean(values));
    const chosen: number[] = [];
    const drawnAtRandom: number[] = [];
    for (let seed = 0; seed < 10; seed++) {
      const made = makePredictor(EARLIER, 60, seed);
      LATER.forEach((model, i) => chosen.push(Math.abs(estimateOf(made, model).estimate - at(fulls, i))));
    }
    for (let seed = 0; seed < 100; seed++) {
      const items = shuffled(Array(ITEMS).keys(), seededRandom(seed)).slice(0, 60);
      LATER.forEach(({ values }, i) => {
        drawnAtRandom.push(Math.abs(mean(items.map((item) => at(values, item))) - at(fulls, i)));
      });
    }
    expect(mean(chosen)).toBeLessThan(0.7 * mean(drawnAtRandom));
  });

  it('the interval holds the score of 95 of 100 later models, and is no wider than it must be', () => {
    const inside: number[] = [];
    const margins: number[] = [];
    for (let seed = 0; seed < 5; seed++) {
      const made = makePredictor(EARLIER, 60, seed);
      for (const model of LATER) {
        const { estimate, margin } = estimateOf(made, model);
        inside.push(Number(Math.abs(estimate - mean(model.values)) <= margin));
        margins.push(margin);
      }
    }
    expect(mean(inside)).toBeGreaterThanOrEqual(0.93);
    expect(mean(margins)).toBeLessThan(0.15);
  });

  it('a model of another kind is warned of, and its estimate has no bias', () => {
    const contrary = answers('contrary', 0, 77);
    const turned = { name: 'contrary', values: contrary.values.map((score) => 1 - score) };
    const full = mean(turned.values);
    const found = Array.from({ length: 20 }, (_, seed) =>
      estimateOf(makePredictor(EARLIER, 60, seed), turned),
    );
    expect(found.every(({ outside }) => outside === 'misfit')).toBe(true);
    expect(Math.abs(mean(found.map(({ estimate }) => estimate)) - full)).toBeLessThan(0.04);
    expect(
      mean(found.map(({ estimate, margin }) => Number(Math.abs(estimate - full) <= margin))),
    ).toBeGreaterThanOrEqual(0.9);
  });

  it('a model above all others and one below all others are warned of, one among them is not', () => {
    const made = makePredictor(EARLIER, 100, 1);
    const perfect = { name: 'perfect', values: HARDNESS.map(() => 1) };
    const hopeless = { name: 'hopeless', values: HARDNESS.map(() => 0) };
    expect(estimateOf(made, perfect)).toMatchObject({ outside: 'above' });
    expect(estimateOf(made, perfect).margin).toBeGreaterThan(0);
    expect(estimateOf(made, hopeless)).toMatchObject({ outside: 'below' });
    expect(estimateOf(made, answers('middling', -0.5, 300)).outside).toBeNull();
  });

  it('all items chosen leave no error', () => {
    const made = makePredictor(EARLIER, ITEMS, 1);
    for (const model of LATER) {
      const { estimate, margin } = estimateOf(made, model);
      expect(estimate).toBeCloseTo(mean(model.values), 10);
      expect(margin).toBeCloseTo(0, 8);
    }
  });

  it('scores of another range are told in that range', () => {
    const scaled = (model: WholeColumn) => ({ ...model, values: model.values.map((score) => 1 + 9 * score) });
    const [plain, other] = [makePredictor(EARLIER, 60, 2), makePredictor(EARLIER.map(scaled), 60, 2)];
    expect(other.core.range).toEqual([0, 10]);
    const model = at(LATER, 3);
    const [a, b] = [estimateOf(plain, model), estimateOf(other, scaled(model))];
    expect(Math.abs(b.estimate - mean(scaled(model).values))).toBeLessThanOrEqual(b.margin);
    expect(a.estimate).toBeLessThan(1);
    expect(b.estimate).toBeGreaterThan(1);
  });

  it('the same seed chooses the same items, another seed others', () => {
    const items = (seed: number) => makePredictor(EARLIER, 60, seed).core.items;
    expect(items(1)).toEqual(items(1));
    expect(items(1)).not.toEqual(items(2));
  });
});

describe('compressing by results', () => {
  const names = Array.from({ length: ITEMS }, (_, i) => ({
    id: `00000000-0000-5000-8000-${String(i).padStart(12, '0')}`,
    user_id: `item ${i}`,
    request: i.toString(16).padStart(64, '0'),
  }));

  it('leaves a predictor that its schema takes, and checks each model as told by the others', () => {
    const { predictor, checks, weights, summary } = compressByResults(names, EARLIER, null, {
      count: 60,
      seed: 1,
    });
    const read = ScorePredictor.parse(
      JSON.parse(JSON.stringify({ ...predictor, corpora: ['b'], metric: 'acc' })),
    );
    expect(read.items.map(({ user_id }) => user_id)).toEqual([...weights.keys()].map((row) => `item ${row}`));
    expect(read.chances.reduce((sum, { items }) => sum + items, 0)).toBe(ITEMS);
    expect(checks.map(({ name }) => name)).toEqual(EARLIER.map(({ name }) => name));
    for (const { full, estimate, error } of checks)
      expect(error).toBeCloseTo((estimate ?? 0) - (full ?? 0), 12);
    expect(summary).toMatchObject({ models: 40, unfinished: 0 });
    expect(summary.inside).toBeGreaterThanOrEqual(0.95);
  });

  it('models without a score on some row are left out, and those given by id are told', () => {
    const [first, ...others] = EARLIER;
    const holed = { name: 'holed', values: [null, ...at(EARLIER, 0).values.slice(1)] };
    const given = { name: 'scores', values: at(LATER, 0).values };
    const found = compressByResults(names, [holed, ...others], given, { count: 60, seed: 1 });
    expect(found.summary).toMatchObject({ models: 39, unfinished: 1 });
    expect(found.checks.at(-1)).toMatchObject({
      name: 'scores',
      full: mean(given.values),
      scored_representatives: 60,
    });
    expect(first?.name).not.toBe(found.checks[0]?.name);
  });

  it('says how many models it needs, and how many rows', () => {
    expect(() => compressByResults(names, EARLIER.slice(0, 2), null, { count: 60, seed: 1 })).toThrow(
      /needs 3 models.*of 2 it is 2/,
    );
    expect(() => compressByResults(names, EARLIER, null, { count: 1, seed: 1 })).toThrow('2 rows or more');
    const many = { count: MAX_CHOSEN_ITEMS + 1, seed: 1 };
    expect(() => compressByResults(names, EARLIER, null, many)).toThrow(`at most ${MAX_CHOSEN_ITEMS} rows`);
  });

  it('refuses scores so far apart that no number holds their range', () => {
    const [low, high, ...others] = EARLIER;
    const far = [
      { name: 'low', values: (low?.values ?? []).map(() => -1e308) },
      { name: 'high', values: (high?.values ?? []).map(() => 1e308) },
      ...others,
    ];
    expect(() => compressByResults(names, far, null, { count: 60, seed: 1 })).toThrow('too far apart');
  });
});
