import type { Points } from '../../../services/analysis/points.ts';
import { toPoints } from '../../../services/analysis/points.ts';
import { randomIndex, seededRandom } from '../../../services/runtime/seeded-random.ts';

export interface Scored {
  readonly row: number;
  readonly score: number;
}

/** Vectors of eighths: their products are exact in 32 bits, whatever the order of the sum, and many are equal. */
export function eighths(rows: number, dimensions: number, seed: number): Points {
  const random = seededRandom(seed);
  const component = (): number => (randomIndex(random, 5) - 2) / 8;
  return toPoints(Array.from({ length: rows }, () => Float32Array.from({ length: dimensions }, component)));
}

/** Vectors of length 1 in random directions. */
export function directions(rows: number, dimensions: number, seed: number): Points {
  const random = seededRandom(seed);
  return toPoints(
    Array.from({ length: rows }, () => {
      const raw = Float32Array.from({ length: dimensions }, () => random() + random() + random() - 1.5);
      const length = Math.hypot(...raw);
      return raw.map((component) => component / length);
    }),
  );
}

export function rowOf({ dimensions, values }: Points, row: number): Float32Array {
  return values.subarray(row * dimensions, (row + 1) * dimensions);
}

/** Every row but `self` with its score as it is stored, highest first, equal ones in the order of rows. */
export function ranked(query: Float32Array, points: Points, self?: number): Scored[] {
  const scored: Scored[] = [];
  for (let row = 0; row < points.rows; row++) {
    if (row === self) continue;
    const other = rowOf(points, row);
    let sum = 0;
    for (let i = 0; i < query.length; i++) sum += (query[i] ?? 0) * (other[i] ?? 0);
    scored.push({ row, score: Math.fround(Math.round(sum * 1e6) / 1e6) });
  }
  return scored.sort((a, b) => b.score - a.score || a.row - b.row);
}
