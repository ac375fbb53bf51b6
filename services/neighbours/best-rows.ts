/** The nearest rows of some queries: `k` each, nearest first; equal scores in the order of rows. */
export interface Nearest {
  readonly k: number;
  /** Row numbers, `queries x k`, row-major. */
  readonly neighbours: Int32Array;
  /** Of the same shape. */
  readonly scores: Float32Array;
}

/** The best of one tile for each query: `width` places, best first, equal ones in the order of columns. */
export interface TileBest {
  readonly width: number;
  readonly columns: Int32Array;
  readonly scores: Float32Array;
}

/** Collects the best `k` rows of each query from tile after tile; tiles come in the order of rows. */
export class BestRows {
  readonly #k: number;
  readonly #rows: Int32Array;
  readonly #scores: Float32Array;
  readonly #filled: Int32Array;
  readonly #mergedRows: Int32Array;
  readonly #mergedScores: Float32Array;

  constructor(queries: number, k: number) {
    this.#k = k;
    this.#rows = new Int32Array(queries * k);
    this.#scores = new Float32Array(queries * k);
    this.#filled = new Int32Array(queries);
    this.#mergedRows = new Int32Array(k);
    this.#mergedScores = new Float32Array(k);
  }

  /**
   * @param begin row of the tile's first column
   * @param self for each query the row that is itself and is left out; none when null
   */
  add(tile: TileBest, begin: number, self: Int32Array | null): void {
    for (let query = 0; query < this.#filled.length; query++) this.#merge(query, tile, begin, self?.[query]);
  }

  /** What was collected, in units of `unit`. */
  finish(unit: number): Nearest {
    return { k: this.#k, neighbours: this.#rows, scores: this.#scores.map((score) => score / unit) };
  }

  /** Of equal scores the rows that are there already come first: they are of earlier tiles. */
  #merge(query: number, { width, columns, scores }: TileBest, begin: number, self: number | undefined): void {
    const k = this.#k;
    const held = this.#filled[query]!;
    const from = query * k;
    let old = 0;
    let fresh = query * width;
    const end = fresh + width;
    if (held === k && scores[fresh]! <= this.#scores[from + k - 1]!) return;
    let place = 0;
    while (place < k && (old < held || fresh < end)) {
      if (fresh < end && begin + columns[fresh]! === self) {
        fresh++;
      } else if (old < held && (fresh === end || this.#scores[from + old]! >= scores[fresh]!)) {
        this.#mergedRows[place] = this.#rows[from + old]!;
        this.#mergedScores[place++] = this.#scores[from + old++]!;
      } else {
        this.#mergedRows[place] = begin + columns[fresh]!;
        this.#mergedScores[place++] = scores[fresh++]!;
      }
    }
    this.#rows.set(this.#mergedRows.subarray(0, place), from);
    this.#scores.set(this.#mergedScores.subarray(0, place), from);
    this.#filled[query] = place;
  }
}
