import { selectRows, type Points } from '../analysis/points.ts';
import { sphericalKMeans } from '../analysis/spherical-k-means.ts';
import { at } from '../runtime/at.ts';
import type { CellRows } from './cell-rows.ts';
import { nearestCentreBySearch } from './nearest-centre.ts';
import { throwIfAborted } from './search.ts';

/** Rows in cells: each is in the one whose centre is nearest to it. */
export interface Cells extends CellRows {
  /** The centres, one a cell, of length 1. */
  readonly centres: Points;
}

/** How many rows a cell has on average. */
const ROWS_A_CELL = 512;
/** From so many rows for each cell the centres are learnt. */
const LEARNT_ROWS = 32;
const SEED = 20_261_201;

/**
 * Puts rows into cells. The centres are those of spherical k-means over rows at even distances, so the same rows always get the same cells.
 * @param points L2-normalised
 * @throws KindredError `cancelled` when the signal is aborted
 */
export async function cellsOf(points: Points, signal: AbortSignal): Promise<Cells> {
  const clusters = Math.ceil(points.rows / ROWS_A_CELL);
  const learnt = selectRows(points, evenRows(points.rows, clusters * LEARNT_ROWS));
  const nearestCentre = nearestCentreBySearch(signal);
  const onPass = (): void => throwIfAborted(signal);
  const { centres } = await sphericalKMeans(learnt, { clusters, seed: SEED, nearestCentre, onPass });
  const { nearest } = await nearestCentre(points, centres);
  return { centres, ...byCell(nearest, clusters) };
}

/** So many row numbers at even distances, ascending; all when there are no more. */
export function evenRows(rows: number, count: number): Int32Array {
  const some = Math.min(rows, count);
  return Int32Array.from({ length: some }, (_, place) => Math.floor((place * rows) / some));
}

function byCell(cellOf: Int32Array, cells: number): CellRows {
  const begins = new Int32Array(cells + 1);
  for (const cell of cellOf) begins[cell + 1]! += 1;
  for (let cell = 0; cell < cells; cell++) begins[cell + 1]! += at(begins, cell);
  const next = begins.slice();
  const rows = new Int32Array(cellOf.length);
  cellOf.forEach((cell, row) => (rows[next[cell]!++] = row));
  return { rows, begins };
}
