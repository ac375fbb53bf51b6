import { at } from '../runtime/at.ts';

/** How well predicted groups match true ones. */
export interface ClusterAgreement {
  /** Adjusted Rand index (Hubert and Arabie 1985): 1 for the same partition, 0 for what chance gives. */
  readonly adjustedRand: number;
  /** Homogeneity (Rosenberg and Hirschberg 2007): 1 when every predicted group has rows of one true group. */
  readonly homogeneity: number;
  /** Share of the rows whose true group is the most frequent one within their predicted group. */
  readonly purity: number;
}

const pairs = (n: number): number => (n * (n - 1)) / 2;

function increment(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function sumOver(counts: Map<string, number>, value: (n: number) => number): number {
  let sum = 0;
  for (const n of counts.values()) sum += value(n);
  return sum;
}

/** Number of rows that belong to the most frequent true group of their predicted group. */
function mostFrequent(truth: readonly string[], predicted: readonly string[]): number {
  const groups = new Map<string, Map<string, number>>();
  truth.forEach((name, row) => {
    const group = at(predicted, row);
    const counts = groups.get(group) ?? new Map<string, number>();
    groups.set(group, counts);
    increment(counts, name);
  });
  return [...groups.values()].reduce((sum, counts) => sum + Math.max(...counts.values()), 0);
}

/**
 * Compares two partitions of the same rows.
 * @param truth name of the true group of every row
 * @param predicted name of the predicted group of every row
 * @throws RangeError when the two lists differ in length
 */
export function clusterAgreement(truth: readonly string[], predicted: readonly string[]): ClusterAgreement {
  if (truth.length !== predicted.length) {
    throw new RangeError(`${truth.length} true groups for ${predicted.length} predicted ones`);
  }
  const rows = truth.length;
  const trueSizes = new Map<string, number>();
  const predictedSizes = new Map<string, number>();
  const joint = new Map<string, number>();
  truth.forEach((name, row) => {
    const group = at(predicted, row);
    increment(trueSizes, name);
    increment(predictedSizes, group);
    increment(joint, JSON.stringify([name, group]));
  });
  const together = sumOver(joint, pairs);
  const inTruth = sumOver(trueSizes, pairs);
  const inPrediction = sumOver(predictedSizes, pairs);
  const expected = rows < 2 ? 0 : (inTruth * inPrediction) / pairs(rows);
  const most = (inTruth + inPrediction) / 2;
  const entropy = (counts: Map<string, number>): number =>
    -sumOver(counts, (n) => (n / rows) * Math.log(n / rows));
  const trueEntropy = entropy(trueSizes);
  const conditional = entropy(joint) - entropy(predictedSizes);
  return {
    adjustedRand: most === expected ? 1 : (together - expected) / (most - expected),
    homogeneity: trueEntropy === 0 ? 1 : 1 - conditional / trueEntropy,
    purity: rows === 0 ? 1 : mostFrequent(truth, predicted) / rows,
  };
}
