/**
 * `count` of `items` without repetition, in the order drawn; all of them, shuffled, when there are fewer.
 * The same items and seed give the same draw (Fisher-Yates over mulberry32).
 */
export function drawDistinct<T>(items: readonly T[], count: number, seed: number): T[] {
  const random = mulberry32(seed);
  const pool = [...items];
  const drawn: T[] = [];
  while (drawn.length < count && pool.length > 0) {
    const at = Math.floor(random() * pool.length);
    const last = pool.pop();
    const picked = at < pool.length ? pool[at] : last;
    if (at < pool.length && last !== undefined) pool[at] = last;
    if (picked !== undefined) drawn.push(picked);
  }
  return drawn;
}

/** Uniform numbers in [0, 1) from a 32-bit state (Tommy Ettinger's mulberry32, public domain). */
function mulberry32(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
