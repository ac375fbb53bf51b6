import { seededRandom } from '../../runtime/seeded-random.ts';
import type { Pause } from '../../runtime/event-loop-yield.ts';
import { dotInOrder } from '../../analysis/dot.ts';
import { meanOf, type Points } from '../../analysis/points.ts';

/** How many steps the iteration makes; the plane is only the start of a layout and need not be exact. */
const STEPS = 12;

/**
 * The rows on the plane in which they spread most: their scores in the first two principal components, `rows x 2`, row-major.
 * They are found by orthogonal iteration (Golub and Van Loan, section 8.2.4) from a random plane, in O(rows x dimensions) a
 * step. The seed decides the signs.
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
      const x = scores[2 * row]!;
      const y = scores[2 * row + 1]!;
      for (let k = 0, from = row * dimensions; k < dimensions; k++, from++) {
        const value = points.values[from]! - mean[k]!;
        next[k]! += x * value;
        next[dimensions + k]! += y * value;
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
      const value = values[from]! - mean[k]!;
      x += value * axes[k]!;
      y += value * axes[dimensions + k]!;
    }
    scores[2 * row] = x;
    scores[2 * row + 1] = y;
  }
  return scores;
}

/** Makes the two axes unit vectors at right angles to each other; an axis of length 0 stays as it is. */
function orthonormalise(axes: Float64Array, dimensions: number): void {
  const [first, second] = [axes.subarray(0, dimensions), axes.subarray(dimensions)];
  scale(first);
  const share = dotInOrder(first, 0, second, 0, dimensions);
  second.forEach((value, k) => (second[k] = value - share * first[k]!));
  scale(second);
}

function scale(axis: Float64Array): void {
  const length = Math.sqrt(dotInOrder(axis, 0, axis, 0, axis.length));
  if (length > 0) axis.forEach((value, k) => (axis[k] = value / length));
}
