import type { Estimate } from '../../schemas/evaluation.ts';
import { bootstrapInterval } from '../analysis/bootstrap.ts';
import { dotInOrder } from '../analysis/dot.ts';
import type { Points } from '../analysis/points.ts';
import { spearman } from '../analysis/spearman.ts';
import { at } from '../runtime/at.ts';

/** Two rows that have the same intention or not. */
export interface LabelledPair {
  readonly first: number;
  readonly second: number;
  /** 1 when they have the same intention, else 0. */
  readonly label: number;
}

function cosine({ dimensions, values }: Points, { first, second }: LabelledPair): number {
  return dotInOrder(values, first * dimensions, values, second * dimensions, dimensions);
}

const select = (values: Float64Array, sample: Int32Array): Float64Array =>
  Float64Array.from(sample, (index) => at(values, index));

/**
 * Spearman's correlation of the cosine similarities of pairs with their labels, with a bootstrap interval over the pairs.
 * Neither the similarities nor the labels may all be equal.
 */
export function evaluateSimilarity(points: Points, pairs: readonly LabelledPair[]): Estimate {
  const cosines = Float64Array.from(pairs, (pair) => cosine(points, pair));
  const labels = Float64Array.from(pairs, ({ label }) => label);
  const interval = bootstrapInterval(pairs.length, (sample) =>
    spearman(select(cosines, sample), select(labels, sample)),
  );
  return { value: spearman(cosines, labels), ...interval };
}
