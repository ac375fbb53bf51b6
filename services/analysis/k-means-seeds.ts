import type { Gram } from './points.ts';
import { randomIndex } from '../runtime/seeded-random.ts';

/** Squared distance of every row to `row`, or its value in `nearest` where that one is smaller. */
function distancesWith({ rows, values }: Gram, row: number, nearest: Float64Array | null): Float64Array {
  const own = values[row * rows + row]!;
  const distances = new Float64Array(rows);
  for (let other = 0; other < rows; other++) {
    const product = values[row * rows + other]!;
    const distance = Math.max(0, own + values[other * rows + other]! - 2 * product);
    distances[other] = nearest === null ? distance : Math.min(distance, nearest[other]!);
  }
  distances[row] = 0;
  return distances;
}

const sumOf = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0);

/** Draws a row with a probability in proportion to its weight, or any row when all weights are zero. */
function drawByWeight(weights: Float64Array, total: number, random: () => number): number {
  const target = random() * total;
  let sum = 0;
  for (let row = 0; row < weights.length; row++) {
    sum += weights[row]!;
    if (sum > target) return row;
  }
  return randomIndex(random, weights.length);
}

/**
 * Chooses rows as the first centres of k-means, by the greedy variant of k-means++ (Arthur and Vassilvitskii 2007): for
 * each next centre 2 + ln(clusters) rows are drawn, with a probability in proportion to their squared distance to the
 * nearest centre so far, and the one that lowers the sum of these distances most is taken.
 * @returns as many row numbers as there are clusters
 */
export function plusPlusSeeds(gram: Gram, clusters: number, random: () => number): Int32Array {
  const trials = 2 + Math.floor(Math.log(clusters));
  const seeds = new Int32Array(clusters);
  const first = randomIndex(random, gram.rows);
  seeds[0] = first;
  let distances = distancesWith(gram, first, null);
  let total = sumOf(distances);
  for (let cluster = 1; cluster < clusters; cluster++) {
    const drawn = Array.from({ length: trials }, () => drawByWeight(distances, total, random));
    let least: { row: number; distances: Float64Array; total: number } | null = null;
    for (const row of drawn) {
      const candidate = distancesWith(gram, row, distances);
      const sum = sumOf(candidate);
      if (least === null || sum < least.total) least = { row, distances: candidate, total: sum };
    }
    if (least === null) break;
    seeds[cluster] = least.row;
    ({ distances, total } = least);
  }
  return seeds;
}
