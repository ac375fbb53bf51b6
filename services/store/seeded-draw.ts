import { randomIndex, seededRandom } from '../runtime/seeded-random.ts';

/**
 * Draws `count` of `items` without repetition (Fisher-Yates), in the order in which they are drawn. When there are fewer
 * items, all of them come, shuffled. The same items and seed give the same draw.
 */
export function drawDistinct<T>(items: readonly T[], count: number, seed: number): T[] {
  const random = seededRandom(seed);
  const pool = [...items];
  const drawn: T[] = [];
  while (drawn.length < count && pool.length > 0) {
    const at = randomIndex(random, pool.length);
    const last = pool.pop();
    const picked = at < pool.length ? pool[at] : last;
    if (at < pool.length && last !== undefined) pool[at] = last;
    if (picked !== undefined) drawn.push(picked);
  }
  return drawn;
}
