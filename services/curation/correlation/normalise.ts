import type { Normalisation } from '../../../schemas/curation/correlation.ts';
import type { Points } from '../../analysis/points.ts';

/** A vector whose sum is smaller than this can't be divided by it. */
const NO_SUM = 1e-12;

export interface Scaled {
  readonly points: Points;
  /** The same directions at length 1, for cosines. */
  readonly directions: Points;
  /** Vectors that were turned round since their components have a negative sum. */
  readonly turned: number;
}

function sumOf(vector: Float32Array): number {
  let sum = 0;
  for (const value of vector) sum += value;
  return sum;
}

/**
 * Vectors scaled before they are compared. `l2`: to length 1. `paper_sum`: divided by the sum of their components, as the
 * code of Li et al. (2024, `correlation_analysis/correlation.py`) does; a vector whose sum is negative is turned round by it, and
 * one whose sum is near zero is blown up. A vector that sums to nothing stays as it is.
 * @param points L2-normalised, as stored; they are not changed
 */
export function scaled(points: Points, normalisation: Normalisation): Scaled {
  if (normalisation === 'l2') return { points, directions: points, turned: 0 };
  const { rows, dimensions } = points;
  const values = points.values.slice();
  const directions = points.values.slice();
  let turned = 0;
  for (let row = 0; row < rows; row++) {
    const vector = values.subarray(row * dimensions, (row + 1) * dimensions);
    const sum = sumOf(vector);
    if (Math.abs(sum) < NO_SUM) continue;
    vector.forEach((value, i) => {
      vector[i] = value / sum;
      if (sum < 0) directions[row * dimensions + i] = -value;
    });
    if (sum < 0) turned += 1;
  }
  return {
    points: { rows, dimensions, values },
    directions: { rows, dimensions, values: directions },
    turned,
  };
}
