import type { NeighboursReport } from '../../../schemas/curation/neighbours.ts';
import type { KnnGraph } from '../../neighbours/knn-graph.ts';
import { loadRows } from '../rows/load-rows.ts';
import { neighbourGraphOf } from '../rows/neighbour-graph.ts';
import type { Operation } from '../operation.ts';

/** Makes the graph of nearest neighbours, or brings it up to date, and says how near neighbours are. */
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
      rows: ids.length,
      space,
      k: graph.k,
      nearest: nearestQuantiles(graph),
    },
  };
};

function nearestQuantiles({ rows, k, scores }: KnnGraph): NeighboursReport['nearest'] {
  if (k === 0) return null;
  const nearest = Float32Array.from({ length: rows }, (_, row) => scores[row * k] ?? 0).sort();
  const at = (share: number): number => nearest[Math.min(rows - 1, Math.floor(share * rows))] ?? 0;
  return { p05: at(0.05), p50: at(0.5), p95: at(0.95) };
}
