import type { Points } from '../analysis/points.ts';
import { approximateGraph } from './approximate-graph.ts';
import { buildGraph, type BuildOptions, type Checkpoint } from './build-graph.ts';
import type { KnnGraph } from './knn-graph.ts';
import { openPairwise } from './pairwise-threads.ts';
import type { NeighbourSearch } from './search.ts';
import { QUERY_ROWS } from './tiles.ts';

/** Up to this many rows all rows are compared with all; beyond it each with those of the cells near to it. */
export const EXACT_ROWS = 250_000;

interface NewGraph extends Pick<BuildOptions, 'k' | 'signal' | 'onProgress'> {
  /** Up to this many rows all are compared with all. */
  readonly exactRows: number;
}

/**
 * Builds the graph of points, beginning where an earlier attempt ended.
 * @param openOnce gives a search among the points
 * @param checkpointOf the checkpoint for blocks of so many rows
 * @throws KindredError `cancelled` when the signal is aborted
 */
export async function newGraph(
  points: Points,
  openOnce: () => Promise<NeighbourSearch>,
  checkpointOf: (blockRows: number) => Checkpoint,
  { exactRows, ...building }: NewGraph,
): Promise<KnnGraph> {
  const options = { ...building, rows: points.rows };
  if (points.rows > exactRows) return approximateGraph(points, await openOnce(), checkpointOf, options);
  const blocks = { blockRows: QUERY_ROWS, checkpoint: checkpointOf(QUERY_ROWS) };
  return buildGraph((from) => openPairwise(points, options.k, from), { ...options, ...blocks });
}
