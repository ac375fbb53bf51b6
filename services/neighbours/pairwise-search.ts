import { selectRows, type Points, type RowRange } from '../analysis/points.ts';
import { keyOf, scoreOf } from './neighbour-key.ts';
import type { TileComparer, TileSimilarities } from './tile-comparer.ts';
import { rangesOf, tilesOf } from './tiles.ts';

/** Rows compared at a time: with a tile they make 8 MiB of similarities, which a cache can hold. */
const BLOCK_ROWS = 256;

/** What is compared: for every row from `from` on all others, in one of several parts of the work. */
export interface PairwisePlan {
  /** Neighbours of a row, at least 1 and at most as many as there are other points. */
  readonly k: number;
  readonly from: number;
  readonly part: number;
  readonly parts: number;
}

/**
 * The nearest others of the points from row `from` on, range after range, each pair of these rows compared once: half of
 * the products that it takes to ask for each row. What a later row has in common with an earlier one is kept for when
 * its turn comes, in memory of 8 k + 4 bytes a row. Of several searches, one a part, each compares its blocks of rows.
 */
export class PairwiseSearch {
  readonly #points: Points;
  readonly #comparer: TileComparer;
  readonly #plan: PairwisePlan;
  /** Keys of the best of each row so far, best first: `rows x k`, row-major. */
  readonly #best: Float64Array;
  /** What a score must be above to be among the best of a row so far. */
  readonly #limits: Float32Array;

  constructor(points: Points, comparer: TileComparer, plan: PairwisePlan) {
    this.#points = points;
    this.#comparer = comparer;
    this.#plan = plan;
    this.#best = new Float64Array(points.rows * plan.k).fill(-Infinity);
    this.#limits = new Float32Array(points.rows).fill(-Infinity);
  }

  /**
   * Compares the rows of `range`, which follow those of the call before. Gives the keys of the best `k` of each row among
   * what this part has seen, best first, -Infinity where it has seen fewer: `rows x k`, row-major.
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
    return this.#best.slice(range.begin * k, range.end * k);
  }

  #blockOf({ begin, end }: RowRange): Points {
    const rows = Array.from({ length: end - begin }, (_, at) => begin + at);
    return selectRows(this.#points, rows);
  }

  /** Pairs of a row of the block and a later one, for both. Rows come in their order, so equal scores stay behind. */
  #addBoth(block: RowRange, tile: RowRange, { stride, scores }: TileSimilarities): void {
    const limits = this.#limits;
    for (let row = block.begin; row < block.end; row++) {
      const base = (row - block.begin) * stride - tile.begin;
      let other = nextAbove(scores, base, limits, row, Math.max(tile.begin, row + 1), tile.end);
      while (other < tile.end) {
        const score = scores[base + other]!;
        if (score > limits[row]!) this.#put(row, other, score);
        if (score > limits[other]!) this.#put(other, row, score);
        other = nextAbove(scores, base, limits, row, other + 1, tile.end);
      }
    }
  }

  /** Rows before `from`, for the rows of the block. They come after later ones, and go before equal scores of those. */
  #addEarlier(block: RowRange, tile: RowRange, { stride, scores }: TileSimilarities): void {
    for (let row = block.begin; row < block.end; row++) {
      const base = (row - block.begin) * stride - tile.begin;
      for (let other = tile.begin; other < tile.end; other++) {
        const score = scores[base + other]!;
        if (score >= this.#limits[row]!) this.#put(row, other, score);
      }
    }
  }

  /** Puts a row into the list of another, where it belongs. */
  #put(row: number, other: number, score: number): void {
    const best = this.#best;
    const first = row * this.#plan.k;
    const last = first + this.#plan.k - 1;
    const key = keyOf(other, score);
    if (key <= best[last]!) return;
    let place = last;
    for (; place > first && best[place - 1]! < key; place--) best[place] = best[place - 1]!;
    best[place] = key;
    this.#limits[row] = scoreOf(best[last]!);
  }
}

/** The first of the others from `begin` on whose score is above its limit or that of `row`; `end` when there is none. */
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
