import { dotAt } from '../../analysis/dot.ts';
import type { Points } from '../../analysis/points.ts';
import { at } from '../../runtime/at.ts';
import type { Marginal } from './lazy-greedy.ts';

/**
 * The score-first selection of DEITA (Liu et al., What Makes Good Data for Alignment, 2024, section 2.4): rows in the order of
 * quality, without rows that are more similar than `threshold` to a row that was taken. The gain of a row is its quality.
 * @param points L2-normalised
 */
export function thresholdFilter(points: Points, quality: Float64Array, threshold: number): Marginal {
  const { dimensions, values } = points;
  const taken: number[] = [];
  return {
    gain: (row) => at(quality, row),
    take: (row) => taken.push(row),
    admits: (row) =>
      taken.every((other) => {
        return dotAt(values, row * dimensions, values, other * dimensions, dimensions) <= threshold;
      }),
  };
}
