/** The rank of each value, from 1; equal values get the mean of their ranks. */
function ranksOf(values: Float64Array): Float64Array {
  const sorted = values.slice().sort();
  const rankOf = new Map<number, number>();
  for (let begin = 0, end = 0; begin < sorted.length; begin = end) {
    const value = sorted[begin]!;
    while (end < sorted.length && sorted[end] === value) end += 1;
    rankOf.set(value, (begin + 1 + end) / 2);
  }
  return values.map((value) => rankOf.get(value) ?? NaN);
}

/** Pearson's correlation of two lists of the same length; NaN when all values of one list are equal. */
function pearson(x: Float64Array, y: Float64Array): number {
  const mean = (values: Float64Array): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const [meanX, meanY] = [mean(x), mean(y)];
  let [xy, xx, yy] = [0, 0, 0];
  x.forEach((value, i) => {
    const dx = value - meanX;
    const dy = y[i]! - meanY;
    xy += dx * dy;
    xx += dx * dx;
    yy += dy * dy;
  });
  return xx === 0 || yy === 0 ? NaN : xy / Math.sqrt(xx * yy);
}

/**
 * Spearman's rank correlation (1904) of two lists, -1 to 1, with equal values at their mean rank; NaN when all values of
 * one list are equal.
 * @throws RangeError when the lists differ in length
 */
export function spearman(x: Float64Array, y: Float64Array): number {
  if (x.length !== y.length) throw new RangeError(`${x.length} values against ${y.length}`);
  return pearson(ranksOf(x), ranksOf(y));
}
