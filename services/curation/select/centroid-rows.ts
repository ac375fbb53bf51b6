import type { Pick } from './lazy-greedy.ts';

/** Rows in clusters, each with how near it is to the centre of its own. */
export interface ClusteredRows {
  readonly labels: Int32Array;
  readonly similarities: Float32Array | Float64Array;
}

/**
 * The row nearest to the centre of each cluster, larger clusters first: the paper's choice of representatives (Li et al.
 * 2024, k-means with `top_k` 1). The gain is the size of the cluster. Clusters without rows are left out.
 */
export function centroidRows({ labels, similarities }: ClusteredRows): Pick[] {
  const clusters = new Map<number, { row: number; gain: number }>();
  labels.forEach((label, row) => {
    const cluster = clusters.get(label);
    if (cluster === undefined) {
      clusters.set(label, { row, gain: 1 });
      return;
    }
    cluster.gain += 1;
    if ((similarities[row] ?? 0) > (similarities[cluster.row] ?? 0)) cluster.row = row;
  });
  return [...clusters.values()].sort((a, b) => b.gain - a.gain || a.row - b.row);
}
