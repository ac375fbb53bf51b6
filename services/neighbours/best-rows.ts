/** The `k` nearest rows of each of some queries, nearest first; rows of equal score are in the order of their numbers. */
export interface Nearest {
  /** Number of rows for each query. */
  readonly k: number;
  /** Row numbers, `queries x k`, row-major. */
  readonly neighbours: Int32Array;
  /** The score of each of these rows, `queries x k`, row-major. */
  readonly scores: Float32Array;
}

/** Writes one list of `from` over the list `to` of others of the same length. */
export function copyList(from: Nearest, list: number, { k, neighbours, scores }: Nearest, to: number): void {
  neighbours.set(from.neighbours.subarray(list * k, (list + 1) * k), to * k);
  scores.set(from.scores.subarray(list * k, (list + 1) * k), to * k);
}

/**
 * The best columns of one tile for each query, `queries x width`, row-major: best first, columns of equal score in their
 * order. A column is the place of a row within the tile.
 */
export interface TileBest {
  readonly width: number;
  readonly columns: Int32Array;
  readonly scores: Float32Array;
}

/** Collects the best `k` rows of each query from tile after tile. Tiles must come in the order of their rows. */
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
   * @param begin row that is the first column of the tile
   * @param self for each query the row that is the query itself and must be left out; null when no query is a row
   */
  add(tile: TileBest, begin: number, self: Int32Array | null): void {
    for (let query = 0; query < this.#filled.length; query++) this.#merge(query, tile, begin, self?.[query]);
  }

  /** What was collected, with every score divided by `unit`. */
  finish(unit: number): Nearest {
    return { k: this.#k, neighbours: this.#rows, scores: this.#scores.map((score) => score / unit) };
  }

  /** Merges two sorted lists. Where scores are equal the row that is held already goes first: its tile was an earlier one. */
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
