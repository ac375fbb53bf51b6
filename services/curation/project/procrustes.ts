/**
 * Turns, and where that fits better mirrors, a plane so that its rows come as near as possible to those of another one
 * (orthogonal Procrustes, Gower and Dijksterhuis 2004, chapter 4; in two dimensions the turn has a closed form). Distances
 * within the plane stay as they are. Both are `rows x 2`, row-major.
 * @param rows the rows by which the turn is found; all when left out
 * @returns the turned plane, around the centre of the other one
 */
export function turnedTowards(
  plane: Float64Array,
  other: Float64Array,
  rows: ArrayLike<number> = { length: plane.length / 2 },
): Float64Array {
  if (rows.length === 0) return plane;
  const [fromX, fromY] = centreOf(plane, rows);
  const [toX, toY] = centreOf(other, rows);
  let [xx, xy, yx, yy] = [0, 0, 0, 0];
  for (let i = 0; i < rows.length; i++) {
    const at = 2 * (rows[i] ?? i);
    const [x, y] = [plane[at]! - fromX, plane[at + 1]! - fromY];
    const [u, v] = [other[at]! - toX, other[at + 1]! - toY];
    xx += x * u;
    xy += x * v;
    yx += y * u;
    yy += y * v;
  }
  // Mirroring changes the sign of y; the better one of both fits has the longer sum.
  const sign = Math.hypot(xx - yy, xy + yx) > Math.hypot(xx + yy, xy - yx) ? -1 : 1;
  const angle = Math.atan2(xy - sign * yx, xx + sign * yy);
  const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
  const turned = new Float64Array(plane.length);
  for (let at = 0; at < plane.length; at += 2) {
    const [x, y] = [plane[at]! - fromX, sign * (plane[at + 1]! - fromY)];
    turned[at] = cosine * x - sine * y + toX;
    turned[at + 1] = sine * x + cosine * y + toY;
  }
  return turned;
}

function centreOf(plane: Float64Array, rows: ArrayLike<number>): [x: number, y: number] {
  let [x, y] = [0, 0];
  for (let i = 0; i < rows.length; i++) {
    const at = 2 * (rows[i] ?? i);
    x += plane[at]!;
    y += plane[at + 1]!;
  }
  return [x / rows.length, y / rows.length];
}
