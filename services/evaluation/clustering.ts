import type { Clustering, Spread } from '../../schemas/evaluation.ts';
import { clusterAgreement } from '../analysis/cluster-agreement.ts';
import { kMeans } from '../analysis/k-means.ts';
import { gramOf, selectRows } from '../analysis/points.ts';
import type { Points } from '../analysis/points.ts';
import { at } from '../runtime/at.ts';
import { seededRandom, shuffled } from '../runtime/seeded-random.ts';
import { silhouettes } from '../analysis/silhouette.ts';
import { breathe } from './vectors.ts';
import type { EvaluationWatch } from './vectors.ts';

/** Clustering is repeated with this many seeds. */
const SEEDS = 10;
/** The scalar products of this many rows take 150 MB. Of a set with more rows a sample of this size is clustered. */
const MOST_ROWS = 6_000;

/** The mean of some values and their sample standard deviation, which is 0 for a single value. */
function spreadOf(values: readonly number[]): Spread {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: values.length < 2 ? 0 : Math.sqrt(squares / (values.length - 1)) };
}

/** The numbers of the rows that are clustered, in ascending order. */
function sampleRows(count: number): number[] {
  const all = [...Array(count).keys()];
  if (count <= MOST_ROWS) return all;
  return shuffled(all, seededRandom(0))
    .slice(0, MOST_ROWS)
    .sort((a, b) => a - b);
}

/**
 * Measures how well clusters that were found without labels match the labels: by k-means with as many clusters as there are
 * labels, the best of ten starts, repeated with several seeds.
 * @param allLabels the label of each row; there must be at least two different ones
 */
export async function evaluateClustering(
  allPoints: Points,
  allLabels: readonly string[],
  { onProgress, signal }: EvaluationWatch,
): Promise<Clustering> {
  const sample = sampleRows(allPoints.rows);
  const points = selectRows(allPoints, sample);
  const labels = sample.map((row) => at(allLabels, row));
  const clusters = new Set(labels).size;
  const gram = gramOf(points);
  const partitions: Int32Array[] = [];
  for (let seed = 0; seed < SEEDS; seed++) {
    onProgress(`k-means, seed ${seed + 1} of ${SEEDS}`);
    await breathe(signal);
    partitions.push(kMeans(gram, { clusters, seed }).labels);
  }
  const agreements = partitions.map((partition) => clusterAgreement(labels, Array.from(partition, String)));
  return {
    rows: points.rows,
    clusters,
    seeds: SEEDS,
    adjusted_rand: spreadOf(agreements.map(({ adjustedRand }) => adjustedRand)),
    purity: spreadOf(agreements.map(({ purity }) => purity)),
    homogeneity: spreadOf(agreements.map(({ homogeneity }) => homogeneity)),
    silhouette: spreadOf(silhouettes(points, partitions)),
  };
}
