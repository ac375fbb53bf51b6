import { BLOCK_ROWS, blocks, dotBlock } from './points.ts';
import type { Points, RowRange } from './points.ts';

interface Partition {
  readonly labels: Int32Array;
  readonly sizes: Int32Array;
}

function partitionOf(labels: Int32Array, rows: number): Partition {
  if (labels.length !== rows) throw new RangeError(`${labels.length} labels for ${rows} rows`);
  const sizes = new Int32Array(labels.reduce((most, label) => Math.max(most, label + 1), 0));
  for (const label of labels) sizes[label]! += 1;
  if (sizes.filter((size) => size > 0).length < 2) {
    throw new RangeError('a silhouette needs two clusters or more');
  }
  return { labels, sizes };
}

function squaredNorms({ rows, dimensions, values }: Points): Float64Array {
  return Float64Array.from({ length: rows }, (_, row) =>
    values.subarray(row * dimensions, (row + 1) * dimensions).reduce((sum, value) => sum + value * value, 0),
  );
}

/** Writes the euclidean distances of the rows of a block to all rows into `out`, row-major. */
function distanceRows(points: Points, block: RowRange, norms: Float64Array, out: Float64Array): void {
  const { rows } = points;
  const products = new Float64Array(BLOCK_ROWS * BLOCK_ROWS);
  for (const others of blocks({ begin: 0, end: rows })) {
    dotBlock(points, block, others, products);
    const width = others.end - others.begin;
    for (let row = block.begin; row < block.end; row++) {
      for (let other = others.begin; other < others.end; other++) {
        const product = products[(row - block.begin) * width + other - others.begin]!;
        const squared = norms[row]! + norms[other]! - 2 * product;
        out[(row - block.begin) * rows + other] = row === other ? 0 : Math.sqrt(Math.max(0, squared));
      }
    }
  }
}

/**
 * (b - a) / max(a, b), where a is the mean distance of the row to the others of its cluster, and b its mean distance to
 * the rows of the nearest other cluster. It is 0 for a row that is alone in its cluster.
 * @param distances of the row to every row
 */
function silhouetteOfRow(row: number, distances: Float64Array, { labels, sizes }: Partition): number {
  const own = labels[row]!;
  const ownSize = sizes[own]!;
  if (ownSize < 2) return 0;
  const sums = new Float64Array(sizes.length);
  for (let other = 0; other < labels.length; other++) {
    const label = labels[other]!;
    sums[label]! += distances[other]!;
  }
  let between = Infinity;
  sums.forEach((sum, cluster) => {
    const size = sizes[cluster]!;
    if (cluster !== own && size > 0) between = Math.min(between, sum / size);
  });
  const within = sums[own]! / (ownSize - 1);
  const larger = Math.max(within, between);
  return larger === 0 ? 0 : (between - within) / larger;
}

/**
 * The mean silhouette (Rousseeuw 1987) by euclidean distance, -1 to 1, of each of several partitions of the same rows.
 * The distances are computed once for all partitions. A row that is alone in its cluster counts as 0.
 * @param partitions for each partition the cluster of each row, numbered from 0
 * @throws RangeError when a partition has fewer than two clusters, or another number of rows
 */
export function silhouettes(points: Points, partitions: readonly Int32Array[]): number[] {
  const { rows } = points;
  const checked = partitions.map((labels) => partitionOf(labels, rows));
  const norms = squaredNorms(points);
  const totals = new Float64Array(checked.length);
  const distances = new Float64Array(BLOCK_ROWS * rows);
  for (const block of blocks({ begin: 0, end: rows })) {
    distanceRows(points, block, norms, distances);
    for (let row = block.begin; row < block.end; row++) {
      const at = (row - block.begin) * rows;
      const ofRow = distances.subarray(at, at + rows);
      checked.forEach((partition, i) => {
        totals[i]! += silhouetteOfRow(row, ofRow, partition);
      });
    }
  }
  return [...totals].map((total) => total / rows);
}
