import type { Points } from '../analysis/points.ts';
import { takeBothWays } from './both-ways.ts';
import { breadthFor, recallOf, trueNeighboursOf } from './breadth.ts';
import { buildGraph, type BuildOptions, type Checkpoint } from './build-graph.ts';
import { openCellSearch } from './cell-threads.ts';
import { cellsOf, evenRows } from './cells.ts';
import type { KnnGraph } from './knn-graph.ts';
import type { NeighbourSearch } from './search.ts';

/** Number of rows that are asked for at a time: each cell that they look into has enough of them for a quick product. */
const BLOCK_ROWS = 32_768;
/** Number of rows that are compared with all others, to choose how many cells a row looks into, and as many to tell what is missed. */
const SAMPLE_ROWS = 1_024;
/** The share of the true neighbours that lie in the cells that a row looks into. Those that look back bring more. */
const SOUGHT = 0.975;

/**
 * Builds the graph of many rows, each of which is compared with the rows of some cells only: so many that nearly all of its neighbours
 * lie in them. An inverted file, as Jégou, Douze and Schmid describe it (IEEE TPAMI 2011), over whole vectors.
 *
 * @param exact a search among the points
 * @param checkpointOf the checkpoint for blocks of so many rows
 * @returns the graph with its recall, which is measured on other rows than those by which the number of cells was chosen
 * @throws KindredError `cancelled` when the signal is aborted
 */
export async function approximateGraph(
  points: Points,
  exact: NeighbourSearch,
  checkpointOf: (blockRows: number) => Checkpoint,
  options: Pick<BuildOptions, 'rows' | 'k' | 'signal' | 'onProgress'>,
): Promise<KnnGraph> {
  const { k, signal } = options;
  const sample = evenRows(points.rows, 2 * SAMPLE_ROWS);
  const trueOf = (offset: 0 | 1) =>
    trueNeighboursOf(
      sample.filter((_, place) => place % 2 === offset),
      k,
      exact,
      signal,
    );
  const cells = await cellsOf(points, signal);
  const breadth = await breadthFor(SOUGHT, points, cells, await trueOf(0), signal);
  const graph = await buildGraph(() => openCellSearch(points, { k, cells, breadth, exact, signal }), {
    ...options,
    blockRows: BLOCK_ROWS,
    checkpoint: checkpointOf(BLOCK_ROWS),
  });
  takeBothWays(graph);
  return { ...graph, recall: recallOf(graph, await trueOf(1)) };
}
