import type { Points } from '../../analysis/points.ts';
import { nearestIn } from '../../neighbours/search.ts';
import type { CurationContext } from '../operation.ts';

/** For each row of one set, the nearest rows of another, best first; rows with equal scores stand in their order. */
export interface NearestRows {
  /** How many rows were found for each query: as many as were asked for, or all rows when there are fewer. */
  readonly k: number;
  /** The rows found, `queries x k`, row-major. */
  readonly neighbours: Int32Array;
  /** Cosine similarities, `queries x k`, row-major. */
  readonly scores: Float32Array;
}

/** An exact search for the `k` rows of `points` nearest to each of `queries`; both are L2-normalised and of one space. */
export type NearestIn = (queries: Points, points: Points, k: number) => Promise<NearestRows>;

/** A search in the thread that compares vectors. It reports its progress as `stage`, and ends when the job ends. */
export function searchOf(
  { signal, report }: Pick<CurationContext, 'signal' | 'report'>,
  stage: string,
): NearestIn {
  return (queries, points, k) =>
    nearestIn(queries, points, k, { signal, onProgress: (done, total) => report(stage, done, total) });
}
