import type { Space } from '../../schemas/record.ts';
import type { Points } from '../analysis/points.ts';
import type { KnnGraph } from './knn-graph.ts';

export interface GraphRequest {
  readonly corpora: readonly string[];
  readonly space: Space;
  /** Of the rows of `points`, in ascending order. */
  readonly ids: readonly string[];
  /** Their vectors in `space`. */
  readonly points: Points;
  readonly k: number;
  readonly signal: AbortSignal;
  /** Told of rows whose neighbours are known. */
  readonly onProgress: (done: number, total: number) => void;
}

/** Graphs of neighbours, kept between operations. */
export interface Graphs {
  graphOf(request: GraphRequest): Promise<KnnGraph>;
}
