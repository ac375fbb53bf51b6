import type { Points } from '../../../services/analysis/points.ts';
import type { KnnGraph } from '../../../services/neighbours/knn-graph.ts';
import { openPairwise } from '../../../services/neighbours/pairwise-threads.ts';
import { QUERY_ROWS, rangesOf } from '../../../services/neighbours/tiles.ts';

/** The graph of neighbours, computed as the product does and kept nowhere. */
export async function exactGraph(points: Points, asked: number): Promise<KnnGraph> {
  const { rows } = points;
  const k = Math.min(asked, rows - 1);
  const graph = { rows, k, neighbours: new Int32Array(rows * k), scores: new Float32Array(rows * k) };
  const search = await openPairwise(points, k, 0);
  for (const range of rangesOf({ begin: 0, end: rows }, QUERY_ROWS)) {
    const { neighbours, scores } = await search.nearest(range);
    graph.neighbours.set(neighbours, range.begin * k);
    graph.scores.set(scores, range.begin * k);
  }
  await search.close();
  return graph;
}
