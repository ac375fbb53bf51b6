import { dotAt } from '../../analysis/dot.ts';
import type { Points } from '../../analysis/points.ts';
import type { Marginal } from './lazy-greedy.ts';

/**
 * Score first, as DEITA does (Liu et al., What Makes Good Data for Alignment, 2024, section 2.4): rows in the order of
 * quality, without those that are more similar than `threshold` to one that was taken. The gain is the quality.
 * @param points L2-normalised
 */
export function thresholdFilter(points: Points, quality: Float64Array, threshold: number): Marginal {
  const { dimensions, values } = points;
  const taken: number[] = [];
  return {
    gain: (row) => quality[row] ?? 0,
    take: (row) => taken.push(row),
    admits: (row) =>
      taken.every((other) => {
        return dotAt(values, row * dimensions, values, other * dimensions, dimensions) <= threshold;
      }),
  };
}
