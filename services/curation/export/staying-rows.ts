import { selectRows, type Points } from '../../analysis/points.ts';
import type { KnnGraph } from '../../neighbours/knn-graph.ts';
import { openSearch } from '../../neighbours/search.ts';
import { at } from '../../runtime/at.ts';

/** How many links of a row shape the layout, and how many Embedding Atlas shows. */
export const ATLAS_NEIGHBOURS = 15;

/** Rows with their vectors and the graph of their neighbours. */
export interface GraphedRows {
  readonly ids: readonly string[];
  readonly points: Points;
  readonly graph: KnnGraph;
}

/**
 * The rows that stay, each with equally many of the nearest rows that stay too, as readers of such graphs expect: from the
 * graph of all rows, and by an exact search for those that lost too many of their neighbours.
 * @throws KindredError `internal` when the search fails
 */
export async function stayingRows(
  { ids, points, graph }: GraphedRows,
  wanted: ReadonlySet<string>,
): Promise<GraphedRows> {
  const staying = [...ids.keys()].filter((row) => wanted.has(at(ids, row)));
  const placeOf = new Int32Array(ids.length).fill(-1);
  staying.forEach((row, place) => (placeOf[row] = place));
  const k = Math.min(ATLAS_NEIGHBOURS, Math.max(0, staying.length - 1));
  const own = selectRows(points, staying);
  const neighbours = new Int32Array(staying.length * k);
  const scores = new Float32Array(staying.length * k);
  const short: number[] = [];
  staying.forEach((row, place) => {
    let found = 0;
    for (let link = row * graph.k; link < (row + 1) * graph.k && found < k; link++) {
      const other = at(placeOf, at(graph.neighbours, link));
      if (other === -1) continue;
      neighbours[place * k + found] = other;
      scores[place * k + found] = at(graph.scores, link);
      found += 1;
    }
    if (found < k) short.push(place);
  });
  if (short.length > 0) await search(own, short, { k, neighbours, scores });
  return {
    ids: staying.map((row) => at(ids, row)),
    points: own,
    graph: { rows: staying.length, k, neighbours, scores },
  };
}

/** Finds the nearest of the points for each of these rows, and sets them in the graph. */
async function search(
  points: Points,
  rows: readonly number[],
  { k, neighbours, scores }: Pick<KnnGraph, 'k' | 'neighbours' | 'scores'>,
): Promise<void> {
  const open = await openSearch(points);
  try {
    const nearest = await open.nearest({ own: Int32Array.from(rows) }, k);
    rows.forEach((row, at) => {
      neighbours.set(nearest.neighbours.subarray(at * k, (at + 1) * k), row * k);
      scores.set(nearest.scores.subarray(at * k, (at + 1) * k), row * k);
    });
  } finally {
    await open.close();
  }
}
