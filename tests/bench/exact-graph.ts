import type { Points } from '../../services/analysis/points.ts';
import type { KnnGraph } from '../../services/neighbours/knn-graph.ts';
import { openSearch } from '../../services/neighbours/search.ts';

/** The graph of neighbours, computed now and kept nowhere. */
export async function exactGraph(points: Points, asked: number): Promise<KnnGraph> {
  const search = await openSearch(points);
  try {
    const own = Int32Array.from({ length: points.rows }, (_, row) => row);
    return { rows: points.rows, ...(await search.nearest({ own }, asked)) };
  } finally {
    await search.close();
  }
}
