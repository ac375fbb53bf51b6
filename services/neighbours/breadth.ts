import { selectRows, type Points } from '../analysis/points.ts';
import { at } from '../runtime/at.ts';
import type { Nearest } from './best-rows.ts';
import type { Cells } from './cells.ts';
import { nearestIn, type NeighbourSearch } from './search.ts';

/** The true neighbours of some rows. */
export interface TrueNeighbours {
  readonly rows: Int32Array;
  readonly nearest: Nearest;
}

/** The true neighbours of some rows, which are compared with all for it. */
export async function trueNeighboursOf(
  rows: Int32Array,
  k: number,
  search: NeighbourSearch,
  signal: AbortSignal,
): Promise<TrueNeighbours> {
  return { rows, nearest: await search.nearest({ own: rows }, k, { signal }) };
}

/**
 * With how many cells, those with the nearest centres, a row must be compared so that `share` of the true neighbours of a sample are found.
 */
export async function breadthFor(
  share: number,
  points: Points,
  cells: Cells,
  { rows, nearest }: TrueNeighbours,
  signal: AbortSignal,
): Promise<number> {
  const { centres } = cells;
  const cellOf = cellOfRows(cells);
  const order = await nearestIn(selectRows(points, rows), centres, centres.rows, { signal });
  const foundAt = new Int32Array(centres.rows);
  rows.forEach((_, query) => {
    const rankOf = new Map<number, number>();
    for (let rank = 0; rank < order.k; rank++) rankOf.set(at(order.neighbours, query * order.k + rank), rank);
    for (let place = query * nearest.k; place < (query + 1) * nearest.k; place++) {
      foundAt[rankOf.get(at(cellOf, at(nearest.neighbours, place)))!]! += 1;
    }
  });
  let found = 0;
  const enough = foundAt.findIndex((count) => (found += count) >= share * nearest.neighbours.length);
  return enough + 1;
}

function cellOfRows({ rows, begins }: Cells): Int32Array {
  const cellOf = new Int32Array(rows.length);
  for (let cell = 0; cell + 1 < begins.length; cell++) {
    for (const row of rows.subarray(at(begins, cell), at(begins, cell + 1))) cellOf[row] = cell;
  }
  return cellOf;
}

/** The share of the true neighbours of a sample that a graph has. Of rows that are equally near any one is right. */
export function recallOf(graph: Nearest, { rows, nearest }: TrueNeighbours): number {
  const { k } = nearest;
  let found = 0;
  rows.forEach((row, query) => {
    const last = at(nearest.scores, query * k + k - 1);
    for (let place = 0; place < k; place++) found += Number(at(graph.scores, row * graph.k + place) >= last);
  });
  return found / (rows.length * k);
}
