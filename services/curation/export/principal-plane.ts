import { seededRandom } from '../../runtime/seeded-random.ts';
import type { Pause } from '../../runtime/event-loop-yield.ts';
import { meanOf, type Points } from '../../analysis/points.ts';

/** Steps of the iteration: the plane is a beginning for something better. */
const STEPS = 12;

/**
 * The rows on the plane in which they spread most: scores of the first two principal components, row-major `rows x 2`,
 * by orthogonal iteration (Golub and Van Loan, section 8.2.4) from a random plane. O(rows x dimensions) a step; the
 * signs are those of the seed.
 */
export async function principalPlane(points: Points, seed: number, pause: Pause): Promise<Float64Array> {
  const { rows, dimensions } = points;
  const mean = meanOf(points);
  const random = seededRandom(seed);
  let axes = Float64Array.from({ length: 2 * dimensions }, () => random() - 0.5);
  orthonormalise(axes, dimensions);
  for (let step = 0; step < STEPS; step++) {
    const scores = scoresOf(points, mean, axes);
    const next = new Float64Array(2 * dimensions);
    for (let row = 0; row < rows; row++) {
      const x = scores[2 * row] ?? 0;
      const y = scores[2 * row + 1] ?? 0;
      for (let k = 0, from = row * dimensions; k < dimensions; k++, from++) {
        const value = (points.values[from] ?? 0) - (mean[k] ?? 0);
        next[k] = (next[k] ?? 0) + x * value;
        next[dimensions + k] = (next[dimensions + k] ?? 0) + y * value;
      }
    }
    orthonormalise(next, dimensions);
    axes = next;
    await pause();
  }
  return scoresOf(points, mean, axes);
}

function scoresOf(
  { rows, dimensions, values }: Points,
  mean: Float64Array,
  axes: Float64Array,
): Float64Array {
  const scores = new Float64Array(2 * rows);
  for (let row = 0; row < rows; row++) {
    let [x, y] = [0, 0];
    for (let k = 0, from = row * dimensions; k < dimensions; k++, from++) {
      const value = (values[from] ?? 0) - (mean[k] ?? 0);
      x += value * (axes[k] ?? 0);
      y += value * (axes[dimensions + k] ?? 0);
    }
    scores[2 * row] = x;
    scores[2 * row + 1] = y;
  }
  return scores;
}

/** Makes the two axes unit vectors at right angles; an axis without a length stays without. */
function orthonormalise(axes: Float64Array, dimensions: number): void {
  const [first, second] = [axes.subarray(0, dimensions), axes.subarray(dimensions)];
  scale(first);
  const share = first.reduce((sum, value, k) => sum + value * (second[k] ?? 0), 0);
  second.forEach((value, k) => (second[k] = value - share * (first[k] ?? 0)));
  scale(second);
}

function scale(axis: Float64Array): void {
  const length = Math.sqrt(axis.reduce((sum, value) => sum + value * value, 0));
  if (length > 0) axis.forEach((value, k) => (axis[k] = value / length));
}
