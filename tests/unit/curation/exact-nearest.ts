import { toPoints } from '../../../services/analysis/points.ts';
import type { Points } from '../../../services/analysis/points.ts';
import type { NearestRows } from '../../../services/curation/rows/nearest-in.ts';
import { seededRandom } from '../../../services/runtime/seeded-random.ts';
import { at } from '../../../services/runtime/at.ts';

/** The search as it is defined: it computes the scalar products of all pairs and sorts them. */
export function exactNearest(queries: Points, points: Points, k: number): Promise<NearestRows> {
  const width = Math.min(k, points.rows);
  const neighbours = new Int32Array(queries.rows * width);
  const scores = new Float32Array(queries.rows * width);
  for (let query = 0; query < queries.rows; query++) {
    const products = Float32Array.from({ length: points.rows }, (_, row) => {
      let sum = 0;
      const [from, to] = [query * points.dimensions, row * points.dimensions];
      for (let i = 0; i < points.dimensions; i++) {
        sum += at(queries.values, from + i) * at(points.values, to + i);
      }
      return sum;
    });
    const order = Int32Array.from(products.keys()).sort(
      (one, other) => at(products, other) - at(products, one) || one - other,
    );
    for (let i = 0; i < width; i++) {
      neighbours[query * width + i] = at(order, i);
      scores[query * width + i] = at(products, at(order, i));
    }
  }
  return Promise.resolve({ k: width, neighbours, scores });
}

/** Rows with random directions. */
export function randomPoints(rows: number, dimensions: number, seed: number): Points {
  const random = seededRandom(seed);
  return toPoints(
    Array.from({ length: rows }, () => normalised(Array.from({ length: dimensions }, () => random() - 0.5))),
  );
}

export function normalised(vector: readonly number[]): Float32Array {
  const length = Math.hypot(...vector);
  return Float32Array.from(vector, (value) => value / length);
}
