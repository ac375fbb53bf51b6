import { seededRandom, shuffled } from '../../runtime/seeded-random.ts';
import type { Marginal } from './lazy-greedy.ts';

/** Rows in a random order, the baseline; the gain of a row is how many come after it. */
export function randomOrder(rows: number, seed: number): Marginal {
  const gains = new Float64Array(rows);
  shuffled(Array(rows).keys(), seededRandom(seed)).forEach((row, at) => {
    gains[row] = rows - 1 - at;
  });
  return { gain: (row) => gains[row] ?? 0, take: () => undefined };
}
