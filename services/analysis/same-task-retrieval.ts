import { BLOCK_ROWS, blocks, dotBlock } from './points.ts';
import type { Points, RowRange } from './points.ts';

/** Neighbours that recall looks at. */
const RECALL_DEPTH = 10;
/** A row that belongs to no group of a kind. */
export const NO_GROUP = -1;

export interface RetrievalSet {
  /** L2-normalised. */
  readonly points: Points;
  /** Number of each row's label. */
  readonly labels: Int32Array;
  /**
   * Group of each row, in several kinds (its text, its template, its data set). At level `n` a row leaves out others
   * that share a group with it in any of the first `n + 1` kinds; `NO_GROUP` shares nothing.
   */
  readonly groups: readonly Int32Array[];
}

/** What one query found at one level. */
export interface QueryOutcome {
  /** 1 when the nearest row has the query's label. */
  readonly precisionAt1: 0 | 1;
  /** Rows of its label among the nearest ten, as a share of those that could be there. */
  readonly recallAt10: number;
}

/** The nearest rows so far, nearest first; equal similarities stay in the order in which they came. */
class Nearest {
  readonly #similarities: number[] = [];
  readonly #same: boolean[] = [];
  #worst = -Infinity;

  offer(similarity: number, sameLabel: boolean): void {
    if (similarity <= this.#worst) return;
    let at = this.#similarities.length;
    while (at > 0 && this.#similarities[at - 1]! < similarity) at -= 1;
    this.#similarities.splice(at, 0, similarity);
    this.#same.splice(at, 0, sameLabel);
    if (this.#similarities.length > RECALL_DEPTH) {
      this.#similarities.pop();
      this.#same.pop();
    }
    if (this.#similarities.length === RECALL_DEPTH) this.#worst = this.#similarities[RECALL_DEPTH - 1]!;
  }

  outcome(possible: number): QueryOutcome {
    const found = this.#same.filter(Boolean).length;
    return {
      precisionAt1: this.#same[0] === true ? 1 : 0,
      recallAt10: found / Math.min(RECALL_DEPTH, possible),
    };
  }
}

/** Levels at which `other` is a neighbour of `query`: those below the first kind of group that they share. */
function levelsOpen(groups: readonly Int32Array[], query: number, other: number): number {
  for (let level = 0; level < groups.length; level++) {
    const kind = groups[level]!;
    const group = kind[query]!;
    if (group !== NO_GROUP && group === kind[other]!) return level;
  }
  return groups.length;
}

function outcomesOf(set: RetrievalSet, query: number, similarities: Float64Array): (QueryOutcome | null)[] {
  const { labels, groups } = set;
  const levels = groups.map(() => ({ nearest: new Nearest(), possible: 0 }));
  for (let other = 0; other < labels.length; other++) {
    if (other === query) continue;
    const open = levelsOpen(groups, query, other);
    const same = labels[other] === labels[query];
    for (let level = 0; level < open; level++) {
      const found = levels[level]!;
      found.nearest.offer(similarities[other]!, same);
      if (same) found.possible += 1;
    }
  }
  return levels.map(({ nearest, possible }) => (possible === 0 ? null : nearest.outcome(possible)));
}

/**
 * Every row of `queries` asks for its nearest others by scalar product, once a level. Equal similarities go to the
 * earlier row. At a level where no other row has its label, a query has nothing to find: null.
 * @returns by query, then by level
 */
export function retrieve(set: RetrievalSet, queries: RowRange): (QueryOutcome | null)[][] {
  const { points } = set;
  const products = new Float64Array(BLOCK_ROWS * BLOCK_ROWS);
  const similarities = new Float64Array(BLOCK_ROWS * points.rows);
  const outcomes: (QueryOutcome | null)[][] = [];
  for (const block of blocks(queries)) {
    for (const others of blocks({ begin: 0, end: points.rows })) {
      dotBlock(points, block, others, products);
      const width = others.end - others.begin;
      for (let row = 0; row < block.end - block.begin; row++) {
        const ofRow = products.subarray(row * width, (row + 1) * width);
        similarities.set(ofRow, row * points.rows + others.begin);
      }
    }
    for (let query = block.begin; query < block.end; query++) {
      const at = (query - block.begin) * points.rows;
      outcomes.push(outcomesOf(set, query, similarities.subarray(at, at + points.rows)));
    }
  }
  return outcomes;
}
