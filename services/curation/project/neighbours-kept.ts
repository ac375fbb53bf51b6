import type { Points } from '../../analysis/points.ts';
import { openSearch } from '../../neighbours/search.ts';
import { at } from '../../runtime/at.ts';
import { drawDistinct } from '../../runtime/seeded-random.ts';

/** Rows that are looked at. */
const SAMPLE = 400;
const NEAREST = 15;
/** Where they are looked for on the map: among ten times as many. */
const ON_MAP = 10 * NEAREST;

/** The share of neighbours that are found among the nearest rows of a map at random. */
export function keptByChance(rows: number): number {
  return rows < 2 ? 0 : Math.min(1, ON_MAP / (rows - 1));
}

/**
 * How well a plane keeps neighbours: the mean share of the 15 nearest rows of a row that are among the 150 nearest on the
 * plane, over a sample of rows. It takes O(sample x rows).
 * @param plane the place of each row, `rows x 2`, row-major
 * @throws KindredError `cancelled` when the signal is aborted
 */
export async function neighboursKept(
  points: Points,
  plane: ArrayLike<number>,
  seed: number,
  signal: AbortSignal,
): Promise<number> {
  const sample = Int32Array.from(
    drawDistinct(
      Array.from({ length: points.rows }, (_, row) => row),
      SAMPLE,
      seed,
    ),
  );
  const search = await openSearch(points);
  try {
    const { k, neighbours } = await search.nearest({ own: sample }, NEAREST, { signal });
    const kept = sample.reduce((sum, row, query) => {
      const shown = nearestOnPlane(plane, points.rows, row);
      const own = neighbours.subarray(query * k, (query + 1) * k);
      return sum + own.filter((other) => shown.has(other)).length / k;
    }, 0);
    return kept / sample.length;
  } finally {
    await search.close();
  }
}

function nearestOnPlane(plane: ArrayLike<number>, rows: number, row: number): Set<number> {
  const [x, y] = [plane[2 * row] ?? 0, plane[2 * row + 1] ?? 0];
  const distances = Float64Array.from(
    { length: rows },
    (_, other) => ((plane[2 * other] ?? 0) - x) ** 2 + ((plane[2 * other + 1] ?? 0) - y) ** 2,
  );
  distances[row] = Infinity;
  const farthest = at(distances.slice().sort(), Math.min(ON_MAP, rows - 1) - 1);
  const shown = new Set<number>();
  distances.forEach((distance, other) => {
    if (distance <= farthest && shown.size < ON_MAP) shown.add(other);
  });
  return shown;
}
