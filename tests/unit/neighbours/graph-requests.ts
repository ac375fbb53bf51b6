import type { Points } from '../../../services/analysis/points.ts';
import type { GraphRequest } from '../../../services/neighbours/graphs.ts';
import type { KnnGraph } from '../../../services/neighbours/knn-graph.ts';
import { openSearch } from '../../../services/neighbours/search.ts';

/** A request for the graph of points by task, in the corpus `main`. */
export function requestFor(points: Points, fields: Partial<GraphRequest> = {}): GraphRequest {
  return {
    corpora: ['main'],
    space: 'task',
    ids: Array.from({ length: points.rows }, (_, row) => `id ${row}`),
    points,
    signal: new AbortController().signal,
    ...fields,
  };
}

/** The exact graph, by asking for every row. */
export async function built(points: Points, k: number): Promise<KnnGraph> {
  const search = await openSearch(points);
  const own = Int32Array.from({ length: points.rows }, (_, row) => row);
  const nearest = await search.nearest({ own }, k);
  await search.close();
  return { rows: points.rows, ...nearest };
}

/** Vectors that a graph cannot be made of: who gives the right one all the same has kept it. */
export function spoilt({ rows, dimensions }: Points): Points {
  return { rows, dimensions, values: new Float32Array(rows * dimensions) };
}
