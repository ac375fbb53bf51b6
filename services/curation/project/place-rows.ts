import type { SpaceName } from '../../../schemas/record.ts';
import { selectRows, type Points } from '../../analysis/points.ts';
import type { KnnGraph } from '../../neighbours/knn-graph.ts';
import { openSearch, type NeighbourSearch } from '../../neighbours/search.ts';
import { at } from '../../runtime/at.ts';
import { pauseFor } from '../../runtime/event-loop-yield.ts';
import type { CurationContext } from '../operation.ts';
import { neighbourGraphOf } from '../rows/neighbour-graph.ts';
import { fuzzyGraph, membershipsOf } from './fuzzy-graph.ts';
import { placeAmong } from './landmarks.ts';
import { principalPlane } from './principal-plane.ts';
import { umapLayout } from './umap-layout.ts';

/** As many as umap-learn takes for more than 10,000 rows. */
const EPOCHS = 200;
/** Rows whose nearest landmarks are looked for at a time. */
const ROWS_A_TIME = 4_096;
/** Rows on a map before are the start of this one when they are this share of its landmarks. */
const LEAST_KNOWN = 0.5;

export interface PlacedRows {
  readonly corpora: readonly string[];
  readonly space: SpaceName;
  readonly ids: readonly string[];
  readonly points: Points;
  /** The numbers of the rows that UMAP places, ascending. */
  readonly landmarks: Int32Array;
  readonly neighbours: number;
  readonly seed: number;
  /** Where rows were on the map before, `rows x 2`, row-major; NaN for those that it did not have. */
  readonly before: Float64Array | null;
}

/**
 * The place of each row on a plane, `rows x 2`, row-major: that of landmarks by UMAP, that of others among their nearest
 * landmarks.
 * @throws KindredError `cancelled` when the job was cancelled, `store_unavailable` when the graph fails
 */
export async function placeRows(rows: PlacedRows, context: CurationContext): Promise<Float64Array> {
  const { points, landmarks } = rows;
  if (landmarks.length === points.rows) {
    const { corpora, space, ids, neighbours: k } = rows;
    const graph = await neighbourGraphOf({ corpora, space, ids, points, k }, context);
    return placeLandmarks(rows, points, graph, context);
  }
  const own = selectRows(points, landmarks);
  const search = await openSearch(own);
  try {
    const { signal } = context;
    const onProgress = (done: number, total: number): void => context.report('neighbours', done, total);
    const every = Int32Array.from(landmarks.keys());
    const found = await search.nearest({ own: every }, rows.neighbours, { signal, onProgress });
    const plane = await placeLandmarks(rows, own, { rows: own.rows, ...found }, context);
    return await placeOthers(rows, plane, search, context);
  } finally {
    await search.close();
  }
}

async function placeLandmarks(
  rows: PlacedRows,
  points: Points,
  graph: KnnGraph,
  { report, signal }: CurationContext,
): Promise<Float64Array> {
  const { seed, neighbours, space } = rows;
  const pause = pauseFor(signal);
  const stage = `placing by ${space}`;
  report(stage, 0, EPOCHS);
  const start = startOf(rows, graph) ?? (await principalPlane(points, seed, pause));
  const links = fuzzyGraph(graph, neighbours);
  const onEpoch = (done: number): void => report(stage, done, EPOCHS);
  return umapLayout(links, start, { seed, epochs: EPOCHS, pause, onEpoch });
}

/** The places of the map before, and for new rows those of their neighbours; null when most rows are new. */
function startOf({ before, landmarks }: PlacedRows, graph: KnnGraph): Float64Array | null {
  if (before === null) return null;
  const known = (landmark: number): boolean => !Number.isNaN(at(before, 2 * at(landmarks, landmark)));
  const places = [...landmarks.keys()];
  if (places.filter(known).length < LEAST_KNOWN * landmarks.length) return null;
  const start = new Float64Array(2 * landmarks.length);
  for (const landmark of places) {
    const near = graph.neighbours.subarray(landmark * graph.k, (landmark + 1) * graph.k);
    const of = known(landmark) ? [landmark] : [...near].filter(known);
    for (const axis of [0, 1]) {
      const sum = of.reduce((total, one) => total + at(before, 2 * at(landmarks, one) + axis), 0);
      start[2 * landmark + axis] = sum / Math.max(1, of.length);
    }
  }
  return start;
}

async function placeOthers(
  { points, landmarks, neighbours }: PlacedRows,
  plane: Float64Array,
  search: NeighbourSearch,
  { signal, report }: CurationContext,
): Promise<Float64Array> {
  const all = new Float64Array(2 * points.rows);
  landmarks.forEach((row, landmark) => all.set(plane.subarray(2 * landmark, 2 * landmark + 2), 2 * row));
  const standing = new Set(landmarks);
  const others = Int32Array.from({ length: points.rows }, (_, row) => row).filter(
    (row) => !standing.has(row),
  );
  for (let begin = 0; begin < others.length; begin += ROWS_A_TIME) {
    report('placing the others', begin, others.length);
    const some = others.subarray(begin, begin + ROWS_A_TIME);
    const { values } = selectRows(points, some);
    const found = await search.nearest({ vectors: values }, neighbours, { signal });
    some.forEach((row, query) => {
      const [from, to] = [query * found.k, (query + 1) * found.k];
      const distances = Float64Array.from(found.scores.subarray(from, to), (score) => Math.max(0, 1 - score));
      all.set(placeAmong(found.neighbours.subarray(from, to), membershipsOf(distances), plane), 2 * row);
    });
  }
  return all;
}
