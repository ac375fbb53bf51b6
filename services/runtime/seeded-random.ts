/**
 * A function that gives random numbers, uniform from 0 up to but not including 1. The same seed gives the same numbers
 * (mulberry32 by Tommy Ettinger, public domain).
 */
export function seededRandom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A random whole number from 0 to `below` - 1. */
export function randomIndex(random: () => number, below: number): number {
  return Math.floor(random() * below);
}

/** The items in a random order (Fisher-Yates). */
export function shuffled<T>(items: Iterable<T>, random: () => number): T[] {
  const order: T[] = [];
  for (const item of items) {
    const at = randomIndex(random, order.length + 1);
    const moved = order[at] ?? item;
    order.push(moved);
    order[at] = item;
  }
  return order;
}

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
