/** A score of a representative, and how many rows it stands for. */
export interface WeightedScore {
  readonly score: number;
  readonly weight: number;
}

export interface Estimate {
  /** Of the mean score of all rows. */
  readonly mean: number;
  /** Half the width of the 95 % interval; null for a single representative. */
  readonly margin: number | null;
}

const Z = 1.959964;

/** 97.5 % quantile of Student's t (Cornish and Fisher's expansion; Abramowitz and Stegun 26.7.5). */
function studentQuantile(degrees: number): number {
  const first = (Z ** 3 + Z) / 4;
  const second = (5 * Z ** 5 + 16 * Z ** 3 + 3 * Z) / 96;
  const third = (3 * Z ** 7 + 19 * Z ** 5 + 17 * Z ** 3 - 15 * Z) / 384;
  return Z + first / degrees + second / degrees ** 2 + third / degrees ** 3;
}

/** Neighbours in pairs, the last three together when they are odd. */
function pairsOf<T>(items: readonly T[]): T[][] {
  const pairs: T[][] = [];
  for (let at = 0; at + 1 < items.length; at += 2) pairs.push(items.slice(at, at + 2));
  const last = items.at(-1);
  if (items.length % 2 === 1 && last !== undefined) pairs.at(-1)?.push(last);
  return pairs;
}

/**
 * Estimates the mean score of all rows from one representative of each cell: `m = sum of W_h y_h`, with the weights `W_h`
 * as shares. Its variance is that of collapsed strata (Cochran, Sampling Techniques, 1977, 5A.12): neighbouring cells in
 * pairs, `v = (1 - b/n) sum over pairs of 2 sum over h of W_h^2 (y_h - mean of the pair)^2`, which errs on the large side
 * by what the two cells differ in. The interval is `m` plus or minus Student's t times the root of `v`. Where all scores
 * are alike, and from 0 to 1, it is the rule of three (Hanley and Lippman-Hand 1983), 3 / b.
 * @param scores in the order of the cells, of which neighbours are alike
 */
export function estimateMean(scores: readonly WeightedScore[]): Estimate {
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

/** Root mean square error of the mean of `count` random rows: `sqrt((1 - b/n) S^2 / b)`; null below two rows. */
export function randomError(scores: readonly number[], count: number): number | null {
  if (scores.length < 2 || count < 1) return null;
  const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
  const variance = scores.reduce((sum, score) => sum + (score - mean) ** 2, 0) / (scores.length - 1);
  return Math.sqrt((Math.max(0, 1 - count / scores.length) * variance) / count);
}
