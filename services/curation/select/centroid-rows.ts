import { at } from '../../runtime/at.ts';
import type { Pick } from './lazy-greedy.ts';

/** The cluster of each row, and the row's similarity to the centre of this cluster. */
export interface ClusteredRows {
  readonly labels: Int32Array;
  readonly similarities: Float32Array | Float64Array;
}

/**
 * The row nearest to the centre of each cluster, larger clusters first, as Li et al. (2024) choose representatives (k-means
 * with `top_k` 1). The gain of a row is the size of its cluster. Clusters without rows are left out.
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
    if (at(similarities, row) > at(similarities, cluster.row)) cluster.row = row;
  });
  return [...clusters.values()].sort((a, b) => b.gain - a.gain || a.row - b.row);
}
