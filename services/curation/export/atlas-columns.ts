import type { InstructionRecord } from '../../../schemas/record.ts';
import type { Points } from '../../analysis/points.ts';
import { embeddingText } from '../../corpus/embedding-text.ts';
import type { Row } from '../../corpus/row.ts';
import type { KnnGraph } from '../../neighbours/knn-graph.ts';
import type { ReportProgress } from '../operation.ts';
import type { Pause } from '../../runtime/event-loop-yield.ts';
import { fuzzyGraph } from './fuzzy-graph.ts';
import { principalPlane } from './principal-plane.ts';
import { umapLayout } from './umap-layout.ts';
import { MARKS_FIELD } from './marks.ts';

const SEED = 42;
/** What umap-learn takes for more than 10,000 rows; of fewer the layout is quick anyway. */
const EPOCHS = 200;
/** Links of a row that make the layout and that Embedding Atlas shows. */
const NEIGHBOURS = 15;

/** What Embedding Atlas shows of a record; the plane and the neighbours are known once all are placed. */
export interface AtlasMap {
  readonly rowOf: ReadonlyMap<string, number>;
  readonly ids: readonly string[];
  readonly graph: KnnGraph;
  /** Row-major, `rows x 2`. */
  readonly plane: Float64Array;
}

export async function drawMap(
  rows: { readonly ids: readonly string[]; readonly points: Points; readonly graph: KnnGraph },
  report: ReportProgress,
  pause: Pause,
): Promise<AtlasMap> {
  const { ids, points, graph } = rows;
  report('placing', 0, EPOCHS);
  const start = await principalPlane(points, SEED, pause);
  const links = fuzzyGraph(graph, NEIGHBOURS);
  const onEpoch = (done: number): void => report('placing', done, EPOCHS);
  const plane = await umapLayout(links, start, { seed: SEED, epochs: EPOCHS, pause, onEpoch });
  return { ids, graph, plane, rowOf: new Map(ids.map((id, row) => [id, row])) };
}

/**
 * The columns that Embedding Atlas takes, beside those of the row: `--text text --x projection_x --y projection_y
 * --neighbors __neighbors`. Neighbours are numbers of rows of the file, from 0, with cosine distances; those that are
 * not in the file are left out.
 */
export function atlasColumns(
  record: InstructionRecord,
  map: AtlasMap,
  placeOf: ReadonlyMap<string, number>,
): Row {
  const row = map.rowOf.get(record.id);
  const { k, neighbours, scores } = map.graph;
  const links = row === undefined ? [] : Array.from({ length: k }, (_, at) => row * k + at);
  const near = links.flatMap((link) => {
    const place = placeOf.get(map.ids[neighbours[link] ?? -1] ?? '');
    return place === undefined ? [] : [{ place, distance: Math.max(0, 1 - (scores[link] ?? 0)) }];
  });
  const shown = near.slice(0, NEIGHBOURS);
  return {
    ...textColumns(record),
    projection_x: row === undefined ? null : (map.plane[2 * row] ?? null),
    projection_y: row === undefined ? null : (map.plane[2 * row + 1] ?? null),
    __neighbors: { ids: shown.map(({ place }) => place), distances: shown.map(({ distance }) => distance) },
  };
}

/** As `atlasColumns`, of a record that is not placed yet: for the types of the columns. */
export function atlasSample(record: InstructionRecord): Row {
  const __neighbors = { ids: [0], distances: [0.5] };
  return { ...textColumns(record), projection_x: 0.5, projection_y: 0.5, __neighbors };
}

function textColumns(record: InstructionRecord): Row {
  return {
    text: embeddingText(record),
    task_label: record.label?.name.replace('|', ' ') ?? null,
    [`${MARKS_FIELD}.id`]: record.id,
  };
}
