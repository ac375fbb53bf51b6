import type { Points, RowRange } from '../analysis/points.ts';
import { at } from '../runtime/at.ts';
import { copyList, type Nearest } from './best-rows.ts';
import type { RangeSearch } from './build-graph.ts';
import type { Cells } from './cells.ts';
import { openSearch, type NeighbourSearch } from './search.ts';
import { openSearchThreads } from './search-threads.ts';

/** How rows are compared with the rows of some cells only. */
export interface CellSearchPlan {
  /** Number of neighbours of a row, at most as many as there are other points. */
  readonly k: number;
  readonly cells: Cells;
  /** With how many cells a row is compared: those whose centres are nearest to it. */
  readonly breadth: number;
  /** A search among the same points, for the few rows whose cells have too few rows. */
  readonly exact: NeighbourSearch;
  readonly signal: AbortSignal;
}

/**
 * Opens threads that compare each row with the rows of the cells whose centres are nearest to it. A neighbour in another cell is missed.
 * Scores are those of the exact search. Rows of equal score come in the order of their numbers.
 * @throws KindredError `internal` when the runtime cannot be used
 */
export async function openCellSearch(points: Points, plan: CellSearchPlan): Promise<RangeSearch> {
  const { k, cells, breadth, exact, signal } = plan;
  const { rows, begins } = cells;
  const [threads, centres] = [await openSearchThreads(points), await openSearch(cells.centres)];
  return {
    nearest: async (range) => {
      const vectors = points.values.subarray(range.begin * points.dimensions, range.end * points.dimensions);
      const { neighbours: looked } = await centres.nearest({ vectors }, breadth, { signal });
      const shared = { k, range, cells: { rows, begins }, looked };
      const found = await threads.ask(k, (part, parts) => ({
        kind: 'cells',
        plan: { ...shared, part, parts },
      }));
      await fillShort(found, range, exact);
      return found;
    },
    close: async () => {
      await threads.close();
      await centres.close();
    },
  };
}

function rowsOf({ begin, end }: RowRange): Int32Array {
  return Int32Array.from({ length: end - begin }, (_, place) => begin + place);
}

/** Finds anew, among all points, the neighbours of those rows of a range that got fewer than `k`. */
async function fillShort(found: Nearest, range: RowRange, exact: NeighbourSearch): Promise<void> {
  const { k, scores } = found;
  const short = rowsOf(range).filter((row) => at(scores, (row - range.begin + 1) * k - 1) === -Infinity);
  if (short.length === 0) return;
  const whole = await exact.nearest({ own: short }, k);
  short.forEach((row, query) => copyList(whole, query, found, row - range.begin));
}
