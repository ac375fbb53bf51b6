import { dotAt, dotInOrder } from '../../analysis/dot.ts';
import { meanOf, type Points } from '../../analysis/points.ts';

/** How many steps the power iteration makes, which is enough for a direction along which rows differ much. */
const TURNS = 8;

/** The scalar product of each row, minus the mean, with a direction. */
function projections(
  { dimensions, values }: Points,
  rows: Int32Array,
  mean: Float32Array,
  direction: Float32Array,
) {
  const shift = dotAt(mean, 0, direction, 0, dimensions);
  return Float64Array.from(rows, (row) => dotAt(values, row * dimensions, direction, 0, dimensions) - shift);
}

/** The direction along which the rows differ most, by power iteration from the first row off the mean; null when there is none. */
function principalDirection(points: Points, rows: Int32Array, mean: Float32Array): Float32Array | null {
  const { dimensions, values } = points;
  const start = rows.find((row) => {
    for (let k = 0; k < dimensions; k++) {
      if (Math.abs(values[row * dimensions + k]! - mean[k]!) > 1e-5) return true;
    }
    return false;
  });
  if (start === undefined) return null;
  let direction = Float32Array.from(mean, (value, k) => values[start * dimensions + k]! - value);
  for (let turn = 0; turn < TURNS; turn++) {
    const along = projections(points, rows, mean, direction);
    const next = new Float64Array(dimensions);
    rows.forEach((row, i) => {
      const weight = along[i]!;
      for (let k = 0, from = row * dimensions; k < dimensions; k++, from++) {
        next[k]! += weight * (values[from]! - mean[k]!);
      }
    });
    const length = Math.sqrt(dotInOrder(next, 0, next, 0, dimensions));
    if (length < 1e-12) break;
    direction = Float32Array.from(next, (value) => value / length);
  }
  return direction;
}

/** The rows in the order of their projections on the direction along which they differ most; equal projections by row. */
function alongPrincipal(points: Points, rows: Int32Array): Int32Array {
  const mean = Float32Array.from(meanOf(points, rows));
  const direction = principalDirection(points, rows, mean);
  if (direction === null) return rows;
  const along = projections(points, rows, mean, direction);
  const order = Array.from(rows.keys()).sort((a, b) => along[a]! - along[b]! || a - b);
  return Int32Array.from(order, (place) => rows[place]!);
}

/**
 * Cuts rows into cells whose rows lie near one another and whose sizes differ by one row at most. It cuts the rows in two
 * halves along their first principal direction, then each half again, and so on. Cells that are neighbours in the result
 * were separated last, and are therefore similar.
 * @param count how many cells to make, at most as many as there are rows
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
    // Bounds are rounded by their place among all rows, so that rounding errors do not add up.
    const half = Math.round(middle * size) - Math.round(first * size);
    const ordered = alongPrincipal(points, rows);
    cut(ordered.slice(0, half), first, middle);
    cut(ordered.slice(half), middle, last);
  };
  if (count > 0) cut(Int32Array.from(Array(points.rows).keys()), 0, count);
  return cells;
}
