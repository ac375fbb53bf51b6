import type { GraphRequest } from '../../neighbours/graphs.ts';
import type { KnnGraph } from '../../neighbours/knn-graph.ts';
import type { CurationContext } from '../operation.ts';

/**
 * The graph of the nearest neighbours of rows, which reports its progress as the stage `neighbours` and ends with the job.
 * @throws KindredError `cancelled`, or `store_unavailable` when the graph cannot be kept
 */
export function neighbourGraphOf(
  rows: Omit<GraphRequest, 'signal' | 'onProgress'>,
  { graphs, signal, report }: Pick<CurationContext, 'graphs' | 'signal' | 'report'>,
): Promise<KnnGraph> {
  const onProgress = (done: number, total: number): void => report('neighbours', done, total);
  return graphs.graphOf({ ...rows, signal, onProgress });
}
