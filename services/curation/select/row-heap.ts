/** A binary heap of rows. For two different rows `before` always says which comes first. */
export class RowHeap {
  readonly #rows: Int32Array;
  readonly #before: (a: number, b: number) => boolean;
  #size: number;

  /** @param rows taken over by the heap, which changes the order in it */
  constructor(rows: Int32Array, before: (a: number, b: number) => boolean) {
    this.#rows = rows;
    this.#before = before;
    this.#size = rows.length;
    for (let place = (rows.length >> 1) - 1; place >= 0; place--) this.#sink(place);
  }

  /** The first row; -1 when there is none. */
  get first(): number {
    return this.#size === 0 ? -1 : this.#rows[0]!;
  }

  /** Moves the first row to its new place, after others have come before it. */
  demoteFirst(): void {
    this.#sink(0);
  }

  removeFirst(): void {
    if (this.#size === 0) return;
    this.#size -= 1;
    this.#rows[0] = this.#rows[this.#size]!;
    this.#sink(0);
  }

  #sink(from: number): void {
    const rows = this.#rows;
    const moved = rows[from]!;
    let place = from;
    for (let child = 2 * place + 1; child < this.#size; child = 2 * place + 1) {
      if (child + 1 < this.#size && this.#before(rows[child + 1]!, rows[child]!)) child += 1;
      const candidate = rows[child]!;
      if (!this.#before(candidate, moved)) break;
      rows[place] = candidate;
      place = child;
    }
    rows[place] = moved;
  }
}
