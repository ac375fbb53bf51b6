import { dotAt } from '../../analysis/dot.ts';
import { meanOf, type Points } from '../../analysis/points.ts';

/** Turns of the power iteration: enough for a direction along which rows differ much. */
const TURNS = 8;

/** Scalar product of each row, less the mean, with a direction. */
function projections(
  { dimensions, values }: Points,
  rows: Int32Array,
  mean: Float32Array,
  direction: Float32Array,
) {
  const shift = dotAt(mean, 0, direction, 0, dimensions);
  return Float64Array.from(rows, (row) => dotAt(values, row * dimensions, direction, 0, dimensions) - shift);
}

/** The direction along which the rows differ most, by power iteration from the first of them; null when all are alike. */
function principalDirection(points: Points, rows: Int32Array, mean: Float32Array): Float32Array | null {
  const { dimensions, values } = points;
  const start = rows.find((row) => {
    for (let k = 0; k < dimensions; k++) {
      if (Math.abs((values[row * dimensions + k] ?? 0) - (mean[k] ?? 0)) > 1e-5) return true;
    }
    return false;
  });
  if (start === undefined) return null;
  let direction = Float32Array.from(mean, (value, k) => (values[start * dimensions + k] ?? 0) - value);
  for (let turn = 0; turn < TURNS; turn++) {
    const along = projections(points, rows, mean, direction);
    const next = new Float64Array(dimensions);
    rows.forEach((row, i) => {
      const weight = along[i] ?? 0;
      for (let k = 0, at = row * dimensions; k < dimensions; k++, at++) {
        next[k] = (next[k] ?? 0) + weight * ((values[at] ?? 0) - (mean[k] ?? 0));
      }
    });
    const length = Math.sqrt(next.reduce((sum, value) => sum + value * value, 0));
    if (length < 1e-12) break;
    direction = Float32Array.from(next, (value) => value / length);
  }
  return direction;
}

/** The rows in the order of their place along the direction in which they differ most; equal places by row. */
function alongPrincipal(points: Points, rows: Int32Array): Int32Array {
  const mean = Float32Array.from(meanOf(points, rows));
  const direction = principalDirection(points, rows, mean);
  if (direction === null) return rows;
  const along = projections(points, rows, mean, direction);
  const order = Array.from(rows.keys()).sort((a, b) => (along[a] ?? 0) - (along[b] ?? 0) || a - b);
  return Int32Array.from(order, (at) => rows[at] ?? 0);
}

/**
 * Cuts rows into cells of the same size, give or take one row, whose rows lie near one another: halves along the first
 * principal direction, again and again. Neighbouring cells of the result were cut last, so they are alike.
 * @param count cells, at most as many as rows
 */
export function balancedCells(points: Points, count: number): Int32Array[] {
  const cells: Int32Array[] = [];
  const size = points.rows / count;
  const cut = (rows: Int32Array, first: number, last: number): void => {
    if (last - first === 1) {
      cells.push(rows.toSorted());
      return;
    }
    const middle = (first + last) >> 1;
    // Bounds are rounded where they fall among all rows, so that no rounding adds up.
    const at = Math.round(middle * size) - Math.round(first * size);
    const ordered = alongPrincipal(points, rows);
    cut(ordered.slice(0, at), first, middle);
    cut(ordered.slice(at), middle, last);
  };
  if (count > 0) cut(Int32Array.from(Array(points.rows).keys()), 0, count);
  return cells;
}
