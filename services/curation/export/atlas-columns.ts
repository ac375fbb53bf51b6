import type { InstructionRecord } from '../../../schemas/record.ts';
import { embeddingText } from '../../corpus/embedding-text.ts';
import type { Row } from '../../corpus/row.ts';
import type { KnnGraph } from '../../neighbours/knn-graph.ts';
import type { ReportProgress } from '../operation.ts';
import type { Pause } from '../../runtime/event-loop-yield.ts';
import { at } from '../../runtime/at.ts';
import { fuzzyGraph } from '../project/fuzzy-graph.ts';
import { principalPlane } from '../project/principal-plane.ts';
import { umapLayout } from '../project/umap-layout.ts';
import { MARKS_FIELD } from './marks.ts';
import { ATLAS_NEIGHBOURS, type GraphedRows } from './staying-rows.ts';

const SEED = 42;
/** As many as umap-learn uses for more than 10,000 rows; with fewer rows the layout is quick anyway. */
const EPOCHS = 200;

/** The map of a corpus that Embedding Atlas shows: where each record lies, and which records are its neighbours. */
export interface AtlasMap {
  readonly rowOf: ReadonlyMap<string, number>;
  readonly ids: readonly string[];
  readonly graph: KnnGraph;
  /** The place of each row, `rows x 2`, row-major. */
  readonly plane: Float64Array;
}

/**
 * Places rows on a plane by UMAP, starting from their principal components.
 * @throws the signal's reason when `pause` is that of an aborted signal
 */
export async function drawMap(rows: GraphedRows, report: ReportProgress, pause: Pause): Promise<AtlasMap> {
  const { ids, points, graph } = rows;
  report('placing', 0, EPOCHS);
  const start = await principalPlane(points, SEED, pause);
  const links = fuzzyGraph(graph, ATLAS_NEIGHBOURS);
  const onEpoch = (done: number): void => report('placing', done, EPOCHS);
  const plane = await umapLayout(links, start, { seed: SEED, epochs: EPOCHS, pause, onEpoch });
  return { ids, graph, plane, rowOf: new Map(ids.map((id, row) => [id, row])) };
}

/**
 * The further columns that Embedding Atlas reads: `--text text --x projection_x --y projection_y --neighbors __neighbors`.
 * Neighbours are numbers of rows of the file, from 0, with their cosine distances; neighbours that are not in the file are
 * left out.
 * @param placeOf the number of each record's row in the file, by its id
 */
export function atlasColumns(
  record: InstructionRecord,
  map: AtlasMap,
  placeOf: ReadonlyMap<string, number>,
): Row {
  const row = map.rowOf.get(record.id);
  const { k, neighbours, scores } = map.graph;
  const links = row === undefined ? [] : Array.from({ length: k }, (_, rank) => row * k + rank);
  const near = links.flatMap((link) => {
    const place = placeOf.get(at(map.ids, at(neighbours, link)));
    return place === undefined ? [] : [{ place, distance: Math.max(0, 1 - at(scores, link)) }];
  });
  const shown = near.slice(0, ATLAS_NEIGHBOURS);
  return {
    ...textColumns(record),
    projection_x: row === undefined ? null : at(map.plane, 2 * row),
    projection_y: row === undefined ? null : at(map.plane, 2 * row + 1),
    __neighbors: { ids: shown.map(({ place }) => place), distances: shown.map(({ distance }) => distance) },
  };
}

/** The same columns with invented places, to learn the types of the columns before the records are placed. */
export function atlasSample(record: InstructionRecord): Row {
  const __neighbors = { ids: [0], distances: [0.5] };
  return { ...textColumns(record), projection_x: 0.5, projection_y: 0.5, __neighbors };
}

function textColumns(record: InstructionRecord): Row {
  return {
    text: embeddingText(record),
    task_label: record.label?.name.replace('|', ' ') ?? null,
    ...(record.kind && { task_kind: record.kind.name }),
    [`${MARKS_FIELD}.id`]: record.id,
  };
}
