import { dotAt, SAME_VECTOR } from '../../analysis/dot.ts';
import { meanOf, type Points } from '../../analysis/points.ts';
import type { Marginal } from './lazy-greedy.ts';

/** Largest distance of two vectors of length 1. */
const DIAMETER = 2;

/**
 * Farthest-first traversal: the gain of a row is its distance to the nearest that is taken, which never grows. The
 * largest distance left is at most twice the best possible (Gonzalez 1985). With nothing taken the row nearest to the
 * mean is first, so that it is no outlier; its gain is above every distance. A row's distance is brought up to date
 * only when its turn may have come.
 * @param points L2-normalised
 */
export function kCenter(points: Points): Marginal {
  const { rows, dimensions, values } = points;
  const taken: number[] = [];
  const compared = new Int32Array(rows);
  const nearest = new Float64Array(rows).fill(-1);
  const mean = Float32Array.from(meanOf(points));
  return {
    gain: (row) => {
      const at = row * dimensions;
      if (taken.length === 0) return 2 * DIAMETER + dotAt(values, at, mean, 0, dimensions);
      let similarity = nearest[row] ?? -1;
      for (let i = compared[row] ?? 0; i < taken.length; i++) {
        similarity = Math.max(
          similarity,
          dotAt(values, at, values, (taken[i] ?? 0) * dimensions, dimensions),
        );
      }
      nearest[row] = similarity;
      compared[row] = taken.length;
      return similarity >= SAME_VECTOR ? 0 : Math.sqrt(2 - 2 * similarity);
    },
    take: (row) => taken.push(row),
  };
}
