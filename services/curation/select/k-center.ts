import { dotAt, SAME_VECTOR } from '../../analysis/dot.ts';
import { meanOf, type Points } from '../../analysis/points.ts';
import type { Marginal } from './lazy-greedy.ts';

/** The largest distance between two vectors of length 1. */
const DIAMETER = 2;

/**
 * Farthest-first traversal: the gain of a row is its distance to the nearest row that is taken, which never grows. The largest
 * distance of a row to the selection is at most twice the best possible (Gonzalez 1985). While nothing is taken, the row
 * nearest to the mean comes first, so that the selection does not begin with an outlier; its gain is above every distance.
 * A row is compared with newly taken rows only when its gain is asked for.
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
      const begin = row * dimensions;
      if (taken.length === 0) return 2 * DIAMETER + dotAt(values, begin, mean, 0, dimensions);
      let similarity = nearest[row]!;
      for (let i = compared[row]!; i < taken.length; i++) {
        similarity = Math.max(similarity, dotAt(values, begin, values, taken[i]! * dimensions, dimensions));
      }
      nearest[row] = similarity;
      compared[row] = taken.length;
      return similarity >= SAME_VECTOR ? 0 : Math.sqrt(2 - 2 * similarity);
    },
    take: (row) => taken.push(row),
  };
}
