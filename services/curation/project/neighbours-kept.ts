import type { Points } from '../../analysis/points.ts';
import { openSearch } from '../../neighbours/search.ts';
import { pauseFor } from '../../runtime/event-loop-yield.ts';
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

interface Watch {
  readonly signal: AbortSignal;
  readonly onProgress: (done: number, total: number) => void;
}

/**
 * How well a plane keeps neighbours: the mean share of the 15 nearest rows of a row that are among the 150 nearest on the
 * plane, over a sample of rows. It takes O(sample x rows).
 * @param plane the place of each row, `rows x 2`, row-major
 * @param onProgress called with the number of rows of the sample that are done, and of all of them
 * @throws KindredError `cancelled` when the signal is aborted
 */
export async function neighboursKept(
  points: Points,
  plane: ArrayLike<number>,
  seed: number,
  { signal, onProgress }: Watch,
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
    const pause = pauseFor(signal);
    let kept = 0;
    for (const [query, row] of sample.entries()) {
      await pause();
      const shown = nearestOnPlane(plane, points.rows, row);
      const own = neighbours.subarray(query * k, (query + 1) * k);
      kept += own.filter((other) => shown.has(other)).length / k;
      onProgress(query + 1, sample.length);
    }
    return kept / sample.length;
  } finally {
    await search.close();
  }
}

/** The rows nearest to a row on the plane, of equally near ones the first. */
function nearestOnPlane(plane: ArrayLike<number>, rows: number, row: number): Set<number> {
  const [x, y] = [plane[2 * row] ?? 0, plane[2 * row + 1] ?? 0];
  const most = Math.min(ON_MAP, rows - 1);
  // The nearest so far, ascending: of hundreds of thousands of rows hardly one gets in, where sorting all would take long.
  const nearest: number[] = [];
  const distances: number[] = [];
  let farthest = Infinity;
  for (let other = 0; other < rows; other++) {
    const distance = ((plane[2 * other] ?? 0) - x) ** 2 + ((plane[2 * other + 1] ?? 0) - y) ** 2;
    if (distance >= farthest || other === row) continue;
    let place = distances.length;
    while (place > 0 && at(distances, place - 1) > distance) place--;
    nearest.splice(place, 0, other);
    distances.splice(place, 0, distance);
    if (nearest.length <= most) continue;
    nearest.pop();
    distances.pop();
    farthest = at(distances, most - 1);
  }
  return new Set(nearest);
}
