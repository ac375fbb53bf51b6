const ROWS = 2 ** 31;

/**
 * Packs a neighbour into one number of at most 53 bits: its score above, in whole millionths, and below it what is left of
 * 2³¹ after its row. Of two neighbours the nearer one has the greater key, and of two equally near ones the earlier row.
 */
export function keyOf(row: number, score: number): number {
  return score * ROWS + (ROWS - 1 - row);
}

/** The score of a key, in millionths. */
export function scoreOf(key: number): number {
  return Math.floor(key / ROWS);
}

/** The row of a key. */
export function rowOf(key: number): number {
  return ROWS - 1 - (key - scoreOf(key) * ROWS);
}
