import type { NeighboursReport } from '../../../schemas/curation/neighbours.ts';
import type { KnnGraph } from '../../neighbours/knn-graph.ts';
import { at } from '../../runtime/at.ts';
import { loadRows } from '../rows/load-rows.ts';
import { neighbourGraphOf, recallOfGraph } from '../rows/neighbour-graph.ts';
import type { Operation } from '../operation.ts';

/**
 * Builds the graph of nearest neighbours of corpora, or brings it up to date, and reports how similar nearest neighbours are.
 * @throws KindredError `cancelled` when the job was cancelled, `store_unavailable` when the store or the graph fails
 */
export const findNeighbours: Operation<'neighbours'> = async (corpora, { space, k }, context) => {
  const { signal, report } = context;
  const { ids, points } = await loadRows(context.encoding.store, corpora, {
    spaces: [space],
    signal,
    report,
  });
  const graph = await neighbourGraphOf({ corpora, space, ids, points: points[space], k }, context);
  return {
    rows: ids.length,
    report: {
      kind: 'neighbours',
      corpora: [...corpora],
      ...recallOfGraph(graph),
      rows: ids.length,
      space,
      k: graph.k,
      nearest: nearestQuantiles(graph),
    },
  };
};

function nearestQuantiles({ rows, k, scores }: KnnGraph): NeighboursReport['nearest'] {
  if (k === 0) return null;
  const nearest = Float32Array.from({ length: rows }, (_, row) => at(scores, row * k)).sort();
  const quantile = (share: number): number => at(nearest, Math.min(rows - 1, Math.floor(share * rows)));
  return { p05: quantile(0.05), p50: quantile(0.5), p95: quantile(0.95) };
}
