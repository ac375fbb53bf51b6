import { toPoints, type Points } from '../../../../services/analysis/points.ts';
import { randomIndex, seededRandom } from '../../../../services/runtime/seeded-random.ts';

const DIMENSIONS = 24;

/** Rows around some directions, the same for the same seed; `kinds` says which each is around. */
export interface Planted {
  readonly points: Points;
  readonly kinds: readonly number[];
}

function direction(random: () => number): Float64Array {
  const raw = Float64Array.from({ length: DIMENSIONS }, () => random() + random() + random() - 1.5);
  const length = Math.sqrt(raw.reduce((sum, value) => sum + value * value, 0));
  return raw.map((value) => value / length);
}

/** @param noise length of what is added to the direction of a kind */
export function planted(rows: number, kinds: number, noise: number, seed: number): Planted {
  const random = seededRandom(seed);
  const centres = Array.from({ length: kinds }, () => direction(random));
  const kindOf = Array.from({ length: rows }, (_, row) => (row < kinds ? row : randomIndex(random, kinds)));
  const vectors = kindOf.map((kind) => {
    const off = direction(random);
    const raw = Float32Array.from(centres[kind] ?? [], (value, k) => value + noise * (off[k] ?? 0));
    const length = Math.sqrt(raw.reduce((sum, value) => sum + value * value, 0));
    return raw.map((value) => value / length);
  });
  return { points: toPoints(vectors), kinds: kindOf };
}
