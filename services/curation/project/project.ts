import { encodeColours, type ColourCodes } from '../../../schemas/colour-file.ts';
import { encodeMap, idBytes, type CorpusMap } from '../../../schemas/map-file.ts';
import { COLOUR_FILES, MAP_FILE, type ProjectReport } from '../../../schemas/curation/project.ts';
import type { OperationOf } from '../../../schemas/curation/operations.ts';
import type { InstructionRecord, SpaceName } from '../../../schemas/record.ts';
import { fieldValueOf } from '../../labels/field-value.ts';
import { toPng } from '../../drawing/png.ts';
import { at } from '../../runtime/at.ts';
import type { CurationContext, Operation } from '../operation.ts';
import { loadRows, type CorpusRows } from '../rows/load-rows.ts';
import { rounded } from '../rows/rounded.ts';
import { ColourColumn } from './colour-column.ts';
import { earlierMap, placesBefore } from './earlier-map.ts';
import { mapPicture } from './map-picture.ts';
import { landmarkRows } from './landmarks.ts';
import { toMapPlaces } from './map-places.ts';
import { keptByChance, neighboursKept } from './neighbours-kept.ts';
import { placeRows } from './place-rows.ts';
import { turnedTowards } from './procrustes.ts';

/** UMAP places so many rows in half a minute; what it takes grows with them. */
const MOST_LANDMARKS = 20_000;
type ColourField = keyof typeof COLOUR_FILES;
const COLOUR_FIELDS = Object.keys(COLOUR_FILES) as ColourField[];
const SPACES = ['task', 'content'] as const satisfies readonly SpaceName[];

type Rows = CorpusRows<SpaceName>;

/**
 * Draws the map of a corpus in both spaces.
 * @throws KindredError `cancelled` when the job was cancelled, `store_unavailable` when the store or the graph fails
 */
export const project: Operation<'project'> = async (corpora, operation, context) => {
  const { rows, columns } = await read(corpora, context);
  const [corpus] = corpora;
  const before = operation.anew || corpus === undefined ? null : await earlierMap(corpus, context.results);
  const landmarks = landmarkRows(rows.ids, MOST_LANDMARKS, operation.seed);
  const { places, known } = await drawnMap({ corpora, rows, landmarks, before, operation }, context);
  const ids = idBytes(rows.ids);
  await context.files.write(MAP_FILE, encodeMap({ ids, places }));
  const colours = columns.map(([field, column]) => [field, column.finish(rows.ids.length)] as const);
  for (const [field, codes] of colours) await context.files.write(COLOUR_FILES[field], encodeColours(codes));
  const picture = mapPicture(corpora.join(', '), { ids, places }, pictured(new Map(colours)));
  await context.files.write('spaces.png', await toPng(picture));
  return {
    rows: rows.ids.length,
    report: {
      ...{
        kind: 'project',
        corpora: [...corpora],
        rows: rows.ids.length,
        landmarks: landmarks.length,
        known,
      },
      kept_by_chance: rounded(keptByChance(rows.ids.length)),
      spaces: await spacesKept(rows, places, operation.seed, context),
    },
  };
};

/** What a picture is coloured by: kinds of work, or what else tells rows apart where there are none. */
function pictured(colours: ReadonlyMap<ColourField, ColourCodes>): ColourCodes {
  const all = (['kind', 'source', 'language', 'label'] as const).flatMap((field) => colours.get(field) ?? []);
  return all.find(({ legend }) => legend.distinct > 1) ?? at(all, 0);
}

/** All rows, and the colours that are kept with their map. */
async function read(corpora: readonly string[], { encoding: { store }, signal, report }: CurationContext) {
  const total = await store.count({ corpora });
  const columns = COLOUR_FIELDS.map((field) => [field, new ColourColumn(field, total)] as const);
  const onRecord = (record: InstructionRecord, row: number): void => {
    for (const [field, column] of columns) column.set(row, fieldValueOf(record, field));
  };
  const rows = await loadRows(store, corpora, { spaces: SPACES, signal, report, onRecord });
  return { rows, columns };
}

interface Drawing {
  readonly corpora: readonly string[];
  readonly rows: Rows;
  readonly landmarks: Int32Array;
  readonly before: CorpusMap | null;
  readonly operation: OperationOf<'project'>;
}

/** The places in both spaces; the content map is turned towards that of the task space, and that one towards the map before. */
async function drawnMap(
  { corpora, rows: { ids, points }, landmarks, before, operation }: Drawing,
  context: CurationContext,
): Promise<{ places: CorpusMap['places']; known: number }> {
  const { neighbours, seed } = operation;
  const draw = (space: SpaceName): Promise<Float64Array> => {
    const old = before === null ? null : placesBefore(ids, before, space);
    const of = { corpora, space, ids, points: points[space], landmarks, neighbours, seed };
    return placeRows({ ...of, before: old }, context);
  };
  const was = before === null ? new Float64Array() : placesBefore(ids, before, 'task');
  const known = [...ids.keys()].filter((row) => row < was.length / 2 && !Number.isNaN(at(was, 2 * row)));
  const task = turnedTowards(await draw('task'), was, known);
  const content = turnedTowards(await draw('content'), task);
  return { places: { task: toMapPlaces(task), content: toMapPlaces(content) }, known: known.length };
}

async function spacesKept(
  { ids, points }: Rows,
  places: CorpusMap['places'],
  seed: number,
  { signal, report }: CurationContext,
): Promise<ProjectReport['spaces']> {
  if (ids.length < 2) return null;
  const of = async (space: SpaceName) => {
    const before = space === 'task' ? 0 : 1;
    const onProgress = (done: number, total: number): void =>
      report('checking the map', before * total + done, SPACES.length * total);
    const kept = await neighboursKept(points[space], places[space], seed, { signal, onProgress });
    return { neighbours_kept: rounded(kept) };
  };
  return { task: await of('task'), content: await of('content') };
}
