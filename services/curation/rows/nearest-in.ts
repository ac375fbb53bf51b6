import type { Points } from '../../analysis/points.ts';
import { nearestIn } from '../../neighbours/search.ts';
import type { CurationContext } from '../operation.ts';

/** The nearest rows of one set for each row of another, best first; equal scores in the order of rows. */
export interface NearestRows {
  /** Rows found for each query: what was asked for, at most as many as there are. */
  readonly k: number;
  /** `queries x k`, row-major. */
  readonly neighbours: Int32Array;
  /** Cosine similarities, `queries x k`, row-major. */
  readonly scores: Float32Array;
}

/** Exact search of the rows of `queries` among `points`; both are L2-normalised and of one space. */
export type NearestIn = (queries: Points, points: Points, k: number) => Promise<NearestRows>;

/** A search in the thread for vectors that tells how far it is, and ends with the job. */
export function searchOf(
  { signal, report }: Pick<CurationContext, 'signal' | 'report'>,
  stage: string,
): NearestIn {
  return (queries, points, k) =>
    nearestIn(queries, points, k, { signal, onProgress: (done, total) => report(stage, done, total) });
}
