import type { ScorePredictor } from '../../../schemas/curation/score-predictor.ts';
import { assistedEstimate } from '../../analysis/assisted-estimate.ts';
import type { ItemGroup } from '../../analysis/assisted-estimate.ts';
import { predictScore, type PredictedScore } from '../../analysis/predict-score.ts';
import { at } from '../../runtime/at.ts';
import { drawDisagreeing, ItemChances } from './disagreement.ts';
import type { DrawnItem } from './disagreement.ts';
import type { ScoreColumn } from './scores.ts';
import { studentQuantile } from './weighted-estimate.ts';

/** The share of models whose score the interval must hold. */
const INSIDE = 0.95;

type Chosen = DrawnItem & { readonly chance: number };

/** Everything of a predictor that comes from results. */
export type PredictorCore = Pick<ScorePredictor, 'range' | 'models' | 'chances' | 'reach' | 'misfit'> & {
  readonly items: readonly Chosen[];
};

/** How a model is told by the others, as if it came after them. */
export type ToldByOthers = PredictedScore & { readonly full: number };

export interface MadePredictor {
  readonly core: PredictorCore;
  /** One for each model. */
  readonly told: readonly ToldByOthers[];
}

/** The results of a model on every item. */
export interface WholeColumn extends ScoreColumn {
  readonly values: number[];
}

/**
 * Chooses items by the results of models, and learns from these how to tell the score of a later model from the chosen items. The
 * interval is conformal: each model is told by the others, and reaches as many standard errors as its error needs; so many as
 * 95 of 100 models need are the reach, and not less than Student's t asks of a draw, for models that are like none before
 * (jackknife, Barber et al. 2021; scaled by errors, Lei et al. 2018).
 * @param columns at least three models
 * @param count how many items to choose, from 2 to their number
 */
export function makePredictor(columns: readonly WholeColumn[], count: number, seed: number): MadePredictor {
  const range = rangeOf(columns);
  const [least, most] = range;
  const scores = columns.map(({ values }) => Float64Array.from(values, (v) => (v - least) / (most - least)));
  const means = scores.map((column) => column.reduce((sum, score) => sum + score, 0) / column.length);
  const chances = new ItemChances({ scores, means });
  const all = chances.of();
  const drawn = drawDisagreeing(all, count, seed);
  const others = scores.map((column, model) => {
    const without = chances.of(model);
    const items = drawn.map((one) => ({ ...one, chance: at(without, one.item) }));
    const answers = items.map((one) => ({ ...one, score: at(column, one.item) }));
    const groups = groupsOf(without);
    const { mean, error, misfit } = assistedEstimate(groups, answers);
    return { items, groups, misfit, needed: Math.abs(mean - at(means, model)) / (error || 1) };
  });
  const models = columns.map(({ name }, model) => ({
    name,
    score: least + at(means, model) * (most - least),
  }));
  const core: PredictorCore = {
    range,
    models,
    items: drawn.map((one) => ({ ...one, chance: at(all, one.item) })),
    chances: groupsOf(all),
    reach: Math.max(conformal(others.map(({ needed }) => needed)), studentQuantile(count - 1)),
    misfit: others.reduce((greatest, { misfit }) => Math.max(greatest, misfit), 0),
  };
  const told = others.map(({ items, groups }, model) => {
    const left = { ...core, items, chances: groups, models: models.filter((_, place) => place !== model) };
    const values = drawn.map(({ item }) => at(at(columns, model).values, item));
    return { ...predicted(left, values), full: at(models, model).score };
  });
  return { core, told };
}

function predicted(core: PredictorCore, values: readonly number[]): PredictedScore {
  const found = predictScore(core, values);
  if (found === null) throw new RangeError('a predictor has two items at least');
  return found;
}

/** From 0 to 1, unless a score lies outside. */
function rangeOf(columns: readonly WholeColumn[]): [number, number] {
  let [least, most] = [0, 1];
  for (const { values } of columns) {
    for (const value of values) {
      least = Math.min(least, value);
      most = Math.max(most, value);
    }
  }
  return [least, most];
}

/** How many items have which chance, ascending. */
function groupsOf(chances: Float64Array): ItemGroup[] {
  const counts = new Map<number, number>();
  for (const chance of chances) counts.set(chance, (counts.get(chance) ?? 0) + 1);
  return [...counts].sort(([a], [b]) => a - b).map(([chance, items]) => ({ chance, items }));
}

/** What 95 of 100 further values stay below, if they are like these; of fewer than 19 their greatest. */
function conformal(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return at(sorted, Math.min(sorted.length, Math.ceil((sorted.length + 1) * INSIDE)) - 1);
}
