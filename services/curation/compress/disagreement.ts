import { at } from '../../runtime/at.ts';
import { seededRandom } from '../../runtime/seeded-random.ts';

/** The results of models: `scores[m][i]` is the score of model `m` on item `i`, from 0 to 1. */
export interface ScoreMatrix {
  readonly scores: readonly Float64Array[];
  /** The mean score of each model. */
  readonly means: readonly number[];
}

/** A model counts e² times one whose score is a standard deviation lower: whoever is asked about next is likelier like the best. */
const LEAD = 2;
/** How many models the mean of all of them counts for. */
const EVERYONE = 2;
/** Of as many more one half was right, so that no item is certain. */
const DOUBT = 0.2;
const DECIMALS = 1e4;
/** Items are drawn for a model that is abler than the best ones by this, in logits. */
const ABLER = 0.5;
/** The variance of an item that every model gets right: the next one may not. */
const LEAST_VARIANCE = 0.01;

/** The chances of every item, also as they would be without one of the models. */
export class ItemChances {
  readonly #matrix: ScoreMatrix;
  readonly #weights: readonly number[];
  readonly #led: Float64Array;
  readonly #sums: Float64Array;

  constructor(matrix: ScoreMatrix) {
    const { scores, means } = matrix;
    const best = means.reduce((most, mean) => Math.max(most, mean), -Infinity);
    const centre = means.reduce((sum, mean) => sum + mean, 0) / means.length;
    const spread = Math.sqrt(means.reduce((sum, mean) => sum + (mean - centre) ** 2, 0) / means.length);
    this.#matrix = matrix;
    this.#weights = means.map((mean) => (spread > 0 ? Math.exp((LEAD * (mean - best)) / spread) : 1));
    const items = at(scores, 0).length;
    this.#led = new Float64Array(items);
    this.#sums = new Float64Array(items);
    scores.forEach((column, model) => {
      const weight = at(this.#weights, model);
      column.forEach((score, item) => {
        this.#led[item] = at(this.#led, item) + weight * score;
        this.#sums[item] = at(this.#sums, item) + score;
      });
    });
  }

  /**
   * The chance with which a model such as the best ones is right about each item, between 0 and 1, with four decimals.
   * @param without the place of a model that is left out
   */
  of(without: number | null = null): Float64Array {
    const others = this.#weights.filter((_, model) => model !== without);
    const sum = others.reduce((total, weight) => total + weight, 0);
    // How many models of equal weight would tell as much (Kish 1965).
    const models = sum ** 2 / others.reduce((total, weight) => total + weight ** 2, 0);
    const left = without === null ? null : at(this.#matrix.scores, without);
    const weight = without === null ? 0 : at(this.#weights, without);
    return this.#led.map((led, item) => {
      const own = left === null ? 0 : at(left, item);
      const leading = (led - weight * own) / sum;
      const mean = (at(this.#sums, item) - own) / others.length;
      const chance = (models * leading + EVERYONE * mean + DOUBT / 2) / (models + EVERYONE + DOUBT);
      return Math.min(1 - 1 / DECIMALS, Math.max(1 / DECIMALS, Math.round(chance * DECIMALS) / DECIMALS));
    });
  }
}

/** The chances with which items are drawn, in proportion to `sizes` and at most 1, so that they add up to `count`. */
function drawingChances(sizes: Float64Array, count: number): Float64Array {
  let certain = 0;
  let rest = sizes.reduce((sum, size) => sum + size, 0);
  const bySize = [...sizes.keys()].sort((a, b) => at(sizes, b) - at(sizes, a));
  for (const item of bySize) {
    if (certain >= count || at(sizes, item) * (count - certain) < rest) break;
    rest -= at(sizes, item);
    certain += 1;
  }
  const sure = new Set(bySize.slice(0, certain));
  return sizes.map((size, item) => (sure.has(item) ? 1 : (size * (count - certain)) / rest));
}

/** An item that was drawn. */
export interface DrawnItem {
  readonly item: number;
  /** One divided by the chance with which it was drawn. */
  readonly weight: number;
}

/**
 * Draws the items on which models disagree most: each with a chance in proportion to the standard deviation of the answers
 * that able models give (Neyman 1934), and spread evenly over easy and hard ones (systematic sampling in the order of
 * their chances). Items on which all agree have a small chance, and not none, so that a model of another kind can show it.
 * @param chances between 0 and 1, one for each item
 * @param count from 1 to the number of items
 * @returns the items in ascending order
 */
export function drawDisagreeing(chances: Float64Array, count: number, seed: number): DrawnItem[] {
  const sizes = chances.map((chance) => {
    const odds = (chance / (1 - chance)) * Math.exp(ABLER);
    const abler = odds / (1 + odds);
    return Math.sqrt(abler * (1 - abler) + LEAST_VARIANCE);
  });
  const drawing = drawingChances(sizes, count);
  const order = [...chances.keys()].sort((a, b) => at(chances, a) - at(chances, b) || a - b);
  const start = seededRandom(seed)();
  const drawn = new Set<number>();
  let reached = 0;
  for (const item of order) {
    reached += at(drawing, item);
    if (reached > start + drawn.size) drawn.add(item);
  }
  // Rounding errors of the sum can cost the last one.
  for (const item of order.toReversed()) {
    if (drawn.size >= count) break;
    drawn.add(item);
  }
  return [...drawn].sort((a, b) => a - b).map((item) => ({ item, weight: 1 / at(drawing, item) }));
}
