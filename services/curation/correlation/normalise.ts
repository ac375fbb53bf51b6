import type { Normalisation } from '../../../schemas/curation/correlation.ts';
import type { Points } from '../../analysis/points.ts';

/** A vector is not divided by a sum that is nearer to 0 than this. */
const NO_SUM = 1e-12;

export interface Scaled {
  readonly points: Points;
  /** The same vectors at length 1, for cosines. */
  readonly directions: Points;
  /** How many vectors were turned round because their components have a negative sum. */
  readonly turned: number;
}

function sumOf(vector: Float32Array): number {
  let sum = 0;
  for (const value of vector) sum += value;
  return sum;
}

/**
 * Scales vectors before they are compared. With `l2` they have length 1. With `paper_sum` each vector is divided by the sum of its
 * components, as in the code of Li et al. (2024, `correlation_analysis/correlation.py`): this turns vectors with a negative
 * sum round, and makes vectors with a sum near 0 very long. A vector with a sum of 0 stays as it is.
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
