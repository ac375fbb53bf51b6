/** The nearest other rows of every row, nearest first; equal scores in the order of rows. */
export interface KnnGraph {
  readonly rows: number;
  /** Neighbours of a row: what was asked for, at most `rows - 1`. */
  readonly k: number;
  /** Row numbers, `rows x k`, row-major. */
  readonly neighbours: Int32Array;
  /** Cosine similarities, `rows x k`, row-major. */
  readonly scores: Float32Array;
}
