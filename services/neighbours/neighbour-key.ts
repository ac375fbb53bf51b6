const ROWS = 2 ** 31;

/**
 * A neighbour as one number of 53 bits, of its score in whole millionths and its row: the greater key is the nearer one,
 * and the earlier row among equally near ones.
 */
export function keyOf(row: number, score: number): number {
  return score * ROWS + (ROWS - 1 - row);
}

export function scoreOf(key: number): number {
  return Math.floor(key / ROWS);
}

export function rowOf(key: number): number {
  return ROWS - 1 - (key - scoreOf(key) * ROWS);
}
