/** Which rows belong to each cell. */
export interface CellRows {
  /** The rows cell by cell, ascending within each. */
  readonly rows: Int32Array;
  /** Where each cell begins in `rows`, and at the end where the last one ends. */
  readonly begins: Int32Array;
}
