import { selectRows, type Points, type RowRange } from '../analysis/points.ts';
import { at } from '../runtime/at.ts';
import type { CellRows } from './cell-rows.ts';
import { KeyLists } from './key-lists.ts';
import type { TileComparer, TileSimilarities } from './tile-comparer.ts';
import { rangesOf, tilesOf } from './tiles.ts';

/** Queries compared at a time, as in `pairwise-search.ts`. */
const BLOCK_ROWS = 256;

/** Which rows get neighbours, and which part of that work one search does. */
export interface CellPlan {
  /** Number of neighbours of a row, at least 1. */
  readonly k: number;
  readonly range: RowRange;
  readonly cells: CellRows;
  /** For each row of the range the cells that it is compared with, `range x breadth`, row-major. */
  readonly looked: Int32Array;
  /** Which of the parts this search does, from 0 to `parts - 1`: every `parts`th cell. */
  readonly part: number;
  readonly parts: number;
}

/**
 * Compares each row of a range with the rows of the cells that it is to be compared with, as far as these belong to the part.
 * @returns for each row of the range the keys of the best `k` others, best first, and -Infinity where there are fewer;
 *   `rows x k`, row-major
 */
export async function nearestInCells(
  points: Points,
  comparer: TileComparer,
  { k, range, cells, looked, part, parts }: CellPlan,
): Promise<Float64Array> {
  const lists = new KeyLists(range.end - range.begin, k);
  const askers = rowsByCell(looked, range, cells.begins.length - 1);
  for (let cell = part; cell < askers.length; cell += parts) {
    const asking = at(askers, cell);
    if (asking.length === 0) continue;
    for (const tile of tilesOf({ begin: at(cells.begins, cell), end: at(cells.begins, cell + 1) })) {
      const own = cells.rows.subarray(tile.begin, tile.end);
      const others = selectRows(points, own);
      for (const { begin, end } of rangesOf({ begin: 0, end: asking.length }, BLOCK_ROWS)) {
        const rows = asking.subarray(begin, end);
        addAll(
          lists,
          { rows, others: own, first: range.begin },
          await comparer.compareWith(selectRows(points, rows), others),
        );
      }
    }
  }
  return lists.keys;
}

/** The rows of a range that are to be compared with each cell, ascending. */
function rowsByCell(looked: Int32Array, range: RowRange, cells: number): Int32Array[] {
  const breadth = looked.length / (range.end - range.begin);
  const counts = new Int32Array(cells);
  for (const cell of looked) counts[cell]! += 1;
  const rows = Array.from(counts, (count) => new Int32Array(count));
  const next = new Int32Array(cells);
  looked.forEach((cell, place) => (rows[cell]![next[cell]!++] = range.begin + Math.floor(place / breadth)));
  return rows;
}

interface Compared {
  /** The rows that were queries, and those that they were compared with. */
  readonly rows: Int32Array;
  readonly others: Int32Array;
  /** The row of the first list. */
  readonly first: number;
}

/** Cells come in no order of rows, so one that scores as much as the last neighbour so far may still go before it. */
function addAll(
  lists: KeyLists,
  { rows, others, first }: Compared,
  { stride, scores }: TileSimilarities,
): void {
  const { limits } = lists;
  rows.forEach((row, query) => {
    const list = row - first;
    const base = query * stride;
    for (let place = 0; place < others.length; place++) {
      const score = scores[base + place]!;
      if (score >= limits[list]! && others[place] !== row) lists.put(list, others[place]!, score);
    }
  });
}
