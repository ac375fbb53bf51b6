/** The score of a representative, and how many rows it stands for. */
export interface WeightedScore {
  readonly score: number;
  readonly weight: number;
}

export interface WeightedEstimate {
  /** The estimated mean score of all rows. */
  readonly mean: number;
  /** Half the width of the 95 % interval; null for a single representative. */
  readonly margin: number | null;
}

/** The 97.5 % quantile of the normal distribution. */
const Z = 1.959964;

/** The 97.5 % quantile of Student's t (Cornish and Fisher's expansion; Abramowitz and Stegun 26.7.5). */
export function studentQuantile(degrees: number): number {
  const first = (Z ** 3 + Z) / 4;
  const second = (5 * Z ** 5 + 16 * Z ** 3 + 3 * Z) / 96;
  const third = (3 * Z ** 7 + 19 * Z ** 5 + 17 * Z ** 3 - 15 * Z) / 384;
  return Z + first / degrees + second / degrees ** 2 + third / degrees ** 3;
}

/** Pairs of neighbours; when the number of items is odd, the last three are together. */
function pairsOf<T>(items: readonly T[]): T[][] {
  const pairs: T[][] = [];
  for (let begin = 0; begin + 1 < items.length; begin += 2) pairs.push(items.slice(begin, begin + 2));
  const last = items.at(-1);
  if (items.length % 2 === 1 && last !== undefined) pairs.at(-1)?.push(last);
  return pairs;
}

/**
 * Estimates the mean score of all rows from one representative of each cell: `m = sum of W_h y_h`, with the weights `W_h`
 * as shares. The variance is that of collapsed strata (Cochran, Sampling Techniques, 1977, 5A.12), with neighbouring cells as
 * pairs: `v = (1 - b/n) sum over pairs of 2 sum over h of W_h^2 (y_h - mean of the pair)^2`. It is too large rather than too
 * small, by how much the two cells differ. The margin is Student's t times the root of `v`. When all scores are the same
 * and between 0 and 1, the margin is 3 / b by the rule of three (Hanley and Lippman-Hand 1983).
 * @param scores in the order of the cells, where neighbours are similar
 */
export function estimateMean(scores: readonly WeightedScore[]): WeightedEstimate {
  const rows = scores.reduce((sum, { weight }) => sum + weight, 0);
  const mean = scores.reduce((sum, { score, weight }) => sum + score * weight, 0) / rows;
  if (scores.length < 2) return { mean, margin: null };
  let variance = 0;
  const pairs = pairsOf(scores);
  for (const pair of pairs) {
    const weights = pair.reduce((sum, { weight }) => sum + weight, 0);
    const centre = pair.reduce((sum, { score, weight }) => sum + score * weight, 0) / weights;
    const squares = pair.reduce((sum, { score, weight }) => sum + (weight * (score - centre)) ** 2, 0);
    variance += (pair.length / (pair.length - 1)) * (squares / rows ** 2);
  }
  const left = Math.max(0, 1 - scores.length / rows);
  const isShare = scores.every(({ score }) => score >= 0 && score <= 1);
  if (variance === 0 && isShare && left > 0) return { mean, margin: Math.min(1, 3 / scores.length) };
  return { mean, margin: studentQuantile(scores.length - pairs.length) * Math.sqrt(left * variance) };
}

/**
 * The root mean square error of the mean of `count` random rows, `sqrt((1 - b/n) S^2 / b)`; null when there are fewer than two
 * scores.
 */
export function randomError(scores: readonly number[], count: number): number | null {
  if (scores.length < 2 || count < 1) return null;
  const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
  const variance = scores.reduce((sum, score) => sum + (score - mean) ** 2, 0) / (scores.length - 1);
  return Math.sqrt((Math.max(0, 1 - count / scores.length) * variance) / count);
}
