/** Frames that come slower than this while one moves the map are too slow, and such that come faster leave room for more. */
const SLOW_MS = 30;
const QUICK_MS = 20;
/** Frames farther apart than this are of two movements. */
const PAUSE_MS = 250;
const LESS = 0.6;
const MORE = 1.2;
/** So many points show the shape of a map. */
const FEWEST_POINTS = 8_000;

/**
 * How many points are drawn while the map moves: all where the graphics are quick enough, else as many as let it move
 * smoothly. Rows are in the order of their ids, which are hashes, so the first ones are a random sample.
 */
export class MovingShare {
  readonly #rows: number;
  #share = 1;
  #last = -Infinity;

  constructor(rows: number) {
    this.#rows = rows;
  }

  /** How many points the frame at this time draws, in milliseconds, while the map moves. */
  pointsAt(now: number): number {
    const passed = now - this.#last;
    this.#last = now;
    if (passed < PAUSE_MS && passed > SLOW_MS) this.#share *= LESS;
    if (passed < QUICK_MS) this.#share *= MORE;
    const fewest = Math.min(1, FEWEST_POINTS / Math.max(1, this.#rows));
    this.#share = Math.min(1, Math.max(fewest, this.#share));
    return Math.round(this.#share * this.#rows);
  }
}
