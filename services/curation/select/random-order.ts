import { seededRandom, shuffled } from '../../runtime/seeded-random.ts';
import { at } from '../../runtime/at.ts';
import type { Marginal } from './lazy-greedy.ts';

/** The baseline: rows in a random order, always the same for a seed. The gain of a row is the number of rows after it. */
export function randomOrder(rows: number, seed: number): Marginal {
  const gains = new Float64Array(rows);
  shuffled(Array(rows).keys(), seededRandom(seed)).forEach((row, place) => {
    gains[row] = rows - 1 - place;
  });
  return { gain: (row) => at(gains, row), take: () => undefined };
}
