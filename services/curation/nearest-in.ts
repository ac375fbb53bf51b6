import type { Points } from '../analysis/points.ts';

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
