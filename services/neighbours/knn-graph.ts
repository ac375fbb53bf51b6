/** The `k` nearest other rows of every row, nearest first; rows of equal score are in the order of their numbers. */
export interface KnnGraph {
  readonly rows: number;
  /** Number of neighbours of each row, at most `rows - 1`. */
  readonly k: number;
  /** Row numbers, `rows x k`, row-major. */
  readonly neighbours: Int32Array;
  /** Cosine similarities, `rows x k`, row-major. */
  readonly scores: Float32Array;
  /** The share of the true neighbours that are among them, by a sample; left out where all rows were compared with all. */
  readonly recall?: number;
}
