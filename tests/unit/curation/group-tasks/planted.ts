import { toPoints, type Points } from '../../../../services/analysis/points.ts';
import { randomIndex, seededRandom } from '../../../../services/runtime/seeded-random.ts';
import { at } from '../../../../services/runtime/at.ts';

const DIMENSIONS = 24;

/** Rows around some directions, always the same for a seed; `kinds` says around which direction each row lies. */
export interface Planted {
  readonly points: Points;
  readonly kinds: readonly number[];
}

function direction(random: () => number): Float64Array {
  const raw = Float64Array.from({ length: DIMENSIONS }, () => random() + random() + random() - 1.5);
  const length = Math.sqrt(raw.reduce((sum, value) => sum + value * value, 0));
  return raw.map((value) => value / length);
}

/** @param noise the length of the random vector that is added to the direction of a kind */
export function planted(rows: number, kinds: number, noise: number, seed: number): Planted {
  const random = seededRandom(seed);
  const centres = Array.from({ length: kinds }, () => direction(random));
  const kindOf = Array.from({ length: rows }, (_, row) => (row < kinds ? row : randomIndex(random, kinds)));
  const vectors = kindOf.map((kind) => {
    const off = direction(random);
    const raw = Float32Array.from(at(centres, kind), (value, k) => value + noise * at(off, k));
    const length = Math.sqrt(raw.reduce((sum, value) => sum + value * value, 0));
    return raw.map((value) => value / length);
  });
  return { points: toPoints(vectors), kinds: kindOf };
}
