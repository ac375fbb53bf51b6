import type { Points } from '../../analysis/points.ts';

/**
 * The 1-Wasserstein distance of two samples of numbers, each with equal weights: the area between their distribution functions
 * (Ramdas et al. 2017, proposition 1). SciPy's `wasserstein_distance` computes the same.
 * @param one in ascending order, not empty
 * @param other in ascending order, not empty
 */
export function wasserstein(one: Float64Array, other: Float64Array): number {
  let distance = 0;
  let [i, j] = [0, 0];
  let last = Math.min(one[0]!, other[0]!);
  while (i < one.length || j < other.length) {
    const next = Math.min(one[i] ?? Infinity, other[j] ?? Infinity);
    distance += Math.abs(i / one.length - j / other.length) * (next - last);
    while (i < one.length && one[i] === next) i += 1;
    while (j < other.length && other[j] === next) j += 1;
    last = next;
  }
  return distance;
}

/** The values of all rows in one dimension, in ascending order. */
export function sortedColumn({ rows, dimensions, values }: Points, dimension: number): Float64Array {
  return Float64Array.from({ length: rows }, (_, row) => values[row * dimensions + dimension]!).sort();
}
