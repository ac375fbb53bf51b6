import { BLOCK_ROWS, blocks, dotBlock } from './points.ts';
import type { Points, RowRange } from './points.ts';

/** How many of the nearest rows recall looks at. */
const RECALL_DEPTH = 10;
/** Stands in the place of a group for a row that belongs to none. */
export const NO_GROUP = -1;

/** Labelled rows, each of which serves as a query for the others. */
export interface RetrievalSet {
  /** The vectors of the rows, L2-normalised. */
  readonly points: Points;
  /** The label of each row, as a number. */
  readonly labels: Int32Array;
  /**
   * For each of several kinds of groups (same text, same template, same data set) the group of each row. At level `n` a
   * query leaves out the rows that share a group with it in any of the first `n + 1` kinds. Rows with `NO_GROUP` share
   * nothing.
   */
  readonly groups: readonly Int32Array[];
}

/** What one query found at one level. */
export interface QueryOutcome {
  /** 1 when the nearest row has the label of the query, else 0. */
  readonly precisionAt1: 0 | 1;
  /** Number of rows with the query's label among the nearest ten, divided by the number that could be there. */
  readonly recallAt10: number;
}

/** The ten nearest rows so far, nearest first; rows of equal similarity stay in the order in which they came. */
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

/** Number of levels, counted from 0, at which `query` may find `other`: they end at the first group that both share. */
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
 * Finds for every row of `queries`, at every level, its nearest other rows by scalar product, and says how many of them
 * have its label. Of two rows that are equally near the earlier one comes first.
 * @returns a list for each query with its outcome at each level; null where no row that it may find has its label
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
