/** A binary heap of rows; `before` tells which of two comes first, and is never undecided. */
export class RowHeap {
  readonly #rows: Int32Array;
  readonly #before: (a: number, b: number) => boolean;
  #size: number;

  /** Takes the array over. */
  constructor(rows: Int32Array, before: (a: number, b: number) => boolean) {
    this.#rows = rows;
    this.#before = before;
    this.#size = rows.length;
    for (let at = (rows.length >> 1) - 1; at >= 0; at--) this.#sink(at);
  }

  /** The first row; -1 when there is none. */
  get first(): number {
    return this.#size === 0 ? -1 : (this.#rows[0] ?? -1);
  }

  /** Puts the first row where it belongs, after it has lost. */
  demoteFirst(): void {
    this.#sink(0);
  }

  removeFirst(): void {
    if (this.#size === 0) return;
    this.#size -= 1;
    this.#rows[0] = this.#rows[this.#size] ?? 0;
    this.#sink(0);
  }

  #sink(from: number): void {
    const rows = this.#rows;
    const moved = rows[from] ?? 0;
    let at = from;
    for (let child = 2 * at + 1; child < this.#size; child = 2 * at + 1) {
      if (child + 1 < this.#size && this.#before(rows[child + 1] ?? 0, rows[child] ?? 0)) child += 1;
      const candidate = rows[child] ?? 0;
      if (!this.#before(candidate, moved)) break;
      rows[at] = candidate;
      at = child;
    }
    rows[at] = moved;
  }
}
