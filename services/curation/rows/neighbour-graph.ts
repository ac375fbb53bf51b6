import type { GraphRequest } from '../../neighbours/graphs.ts';
import type { KnnGraph } from '../../neighbours/knn-graph.ts';
import type { CurationContext } from '../operation.ts';
import { rounded } from './rounded.ts';

/** What a report says of a graph that may miss neighbours; nothing of one that has them all. */
export function recallOfGraph({ recall }: Pick<KnnGraph, 'recall'>): { readonly neighbour_recall?: number } {
  return recall === undefined ? {} : { neighbour_recall: rounded(recall) };
}

/**
 * The graph of the nearest neighbours of rows. It reports its progress as the stage `neighbours`, and ends when the job
 * ends.
 * @throws KindredError `cancelled` when the job was cancelled, `store_unavailable` when the graph cannot be kept
 */
export function neighbourGraphOf(
  rows: Omit<GraphRequest, 'signal' | 'onProgress'>,
  { graphs, signal, report }: Pick<CurationContext, 'graphs' | 'signal' | 'report'>,
): Promise<KnnGraph> {
  const onProgress = (done: number, total: number): void => report('neighbours', done, total);
  return graphs.graphOf({ ...rows, signal, onProgress });
}
