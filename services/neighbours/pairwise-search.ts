import { selectRows, type Points, type RowRange } from '../analysis/points.ts';
import { KeyLists } from './key-lists.ts';
import type { TileComparer, TileSimilarities } from './tile-comparer.ts';
import { rangesOf, tilesOf } from './tiles.ts';

/** Rows compared at a time: with a tile they make 8 MiB of similarities, which a cache can hold. */
const BLOCK_ROWS = 256;

/** Which rows get neighbours, and which part of that work one search does. */
export interface PairwisePlan {
  /** Number of neighbours of a row, at least 1 and at most as many as there are other points. */
  readonly k: number;
  /** The first row that gets neighbours. Rows before it are compared with, but get none. */
  readonly from: number;
  /** Which of the parts this search does, from 0 to `parts - 1`. */
  readonly part: number;
  readonly parts: number;
}

/**
 * Finds the nearest other points of the rows from `from` on, range after range. Each pair of these rows is compared once,
 * for both of them, which takes half of the products that it takes to ask for each row. What a comparison says of a later
 * row is kept until it is asked for, in 8 k + 4 bytes a row. Several searches can share the work: each does every `parts`th
 * block of rows, and the best of all of them together are the neighbours.
 */
export class PairwiseSearch {
  readonly #points: Points;
  readonly #comparer: TileComparer;
  readonly #plan: PairwisePlan;
  /** The best neighbours of each row so far. */
  readonly #best: KeyLists;

  constructor(points: Points, comparer: TileComparer, plan: PairwisePlan) {
    this.#points = points;
    this.#comparer = comparer;
    this.#plan = plan;
    this.#best = new KeyLists(points.rows, plan.k);
  }

  /**
   * Compares the rows of `range`, which must follow those of the call before.
   * @returns for each row of the range the keys of the best `k` rows that this part has seen, best first, and -Infinity
   * where it has seen fewer; `rows x k`, row-major
   */
  async nearest(range: RowRange): Promise<Float64Array> {
    const { k, from, part, parts } = this.#plan;
    const blocks = [...rangesOf(range, BLOCK_ROWS)].filter((_, at) => at % parts === part);
    const queries = blocks.map((block) => this.#blockOf(block));
    const first = blocks[0]?.begin ?? this.#points.rows;
    const earlier = tilesOf({ begin: 0, end: from });
    for (const tile of [...earlier, ...tilesOf({ begin: first, end: this.#points.rows })]) {
      for (const [at, block] of blocks.entries()) {
        const own = queries[at];
        if (own === undefined || (tile.begin >= from && tile.end <= block.begin + 1)) continue;
        const similarities = await this.#comparer.compare(own, tile);
        if (tile.begin < from) this.#addEarlier(block, tile, similarities);
        else this.#addBoth(block, tile, similarities);
      }
    }
    return this.#best.keys.slice(range.begin * k, range.end * k);
  }

  #blockOf({ begin, end }: RowRange): Points {
    const rows = Array.from({ length: end - begin }, (_, at) => begin + at);
    return selectRows(this.#points, rows);
  }

  /**
   * Notes the pairs of a row of the block and a later row, for both of them. Rows come in ascending order, so one that
   * scores as much as the last neighbour so far comes after it and is left out.
   */
  #addBoth(block: RowRange, tile: RowRange, { stride, scores }: TileSimilarities): void {
    const best = this.#best;
    const { limits } = best;
    for (let row = block.begin; row < block.end; row++) {
      const base = (row - block.begin) * stride - tile.begin;
      let other = nextAbove(scores, base, limits, row, Math.max(tile.begin, row + 1), tile.end);
      while (other < tile.end) {
        const score = scores[base + other]!;
        if (score > limits[row]!) best.put(row, other, score);
        if (score > limits[other]!) best.put(other, row, score);
        other = nextAbove(scores, base, limits, row, other + 1, tile.end);
      }
    }
  }

  /**
   * Notes rows before `from` as neighbours of the rows of the block. Later rows may have been noted before them, so one
   * that scores as much as the last neighbour so far may still go before it.
   */
  #addEarlier(block: RowRange, tile: RowRange, { stride, scores }: TileSimilarities): void {
    for (let row = block.begin; row < block.end; row++) {
      const base = (row - block.begin) * stride - tile.begin;
      for (let other = tile.begin; other < tile.end; other++) {
        const score = scores[base + other]!;
        if (score >= this.#best.limits[row]!) this.#best.put(row, other, score);
      }
    }
  }
}

/**
 * The first row from `begin` on whose score with `row` is above the limit of either of the two; `end` when there is none.
 * @param base place in `scores` at which row 0 would stand
 */
function nextAbove(
  scores: Float32Array,
  base: number,
  limits: Float32Array,
  row: number,
  begin: number,
  end: number,
): number {
  const limit = limits[row]!;
  for (let other = begin; other < end; other++) {
    const score = scores[base + other]!;
    if (score > limit || score > limits[other]!) return other;
  }
  return end;
}
