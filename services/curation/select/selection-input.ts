import { KindredError } from '../../../schemas/errors.ts';
import type { InstructionRecord } from '../../../schemas/record.ts';
import { TaskBy } from '../../../schemas/curation/same-task.ts';
import type { SelectOperation } from '../../../schemas/curation/select.ts';
import type { Points } from '../../analysis/points.ts';
import { nearestIn } from '../../neighbours/search.ts';
import { loadRows } from '../rows/load-rows.ts';
import { resolveBudget } from '../rows/budget.ts';
import { neighbourGraphOf } from '../rows/neighbour-graph.ts';
import { taskNames } from '../group-tasks/task-names.ts';
import { at } from '../../runtime/at.ts';
import type { CurationContext } from '../operation.ts';
import { AttributeReader, goesByGroup } from './attributes.ts';
import type { Attributes } from './attributes.ts';
import { coverageOfGraph, coverageOfTarget } from './coverage.ts';
import type { CoverageLists } from './coverage.ts';
import { normaliseQuality } from '../rows/quality.ts';
import type { Quality } from '../rows/quality.ts';
import { namedQuotas } from './quota-groups.ts';
import type { NamedQuotas } from './quota-groups.ts';
import { GivenVectors } from './given-vectors.ts';
import { findRows } from './row-sets.ts';

/** The rows of the corpus, and what the request says of them. */
export interface SelectionInput {
  readonly ids: readonly string[];
  readonly points: Points;
  readonly attributes: Attributes;
  /** The task of each row, as `by` says; null where it has none. */
  readonly tasks: readonly (string | null)[];
  readonly quality: Quality | null;
  /** Rows that are taken before. */
  readonly initial: readonly number[];
  /** 1 for rows that are never to be taken. */
  readonly excluded: Uint8Array;
  /** How many ids of the request belong to no row. */
  readonly ignoredIds: number;
  readonly quotas: NamedQuotas | null;
  /** How many rows to take. */
  readonly budget: number;
}

/** Which rows are to be covered, and by which rows. */
export interface ToCover {
  readonly lists: CoverageLists;
  /** The weight of each row that may be covered; null when all weigh 1. */
  readonly weights: Float64Array | null;
  /** The similarity of each row to the nearest row of the target; null without a target. */
  readonly relevance: Float64Array | null;
  /** The vectors of the target's rows; null without a target. */
  readonly target: Points | null;
  /** The ids of the target's rows; null without a target. */
  readonly targetIds: readonly string[] | null;
  /** The share of the true neighbours that cover one another; left out where all do. */
  readonly recall?: number;
}

/**
 * Reads the corpus and what a request says of its rows.
 * @throws KindredError `invalid_request` when no record has a value in a field that was named, `not_found` when a job that
 *   was named left no marks on this corpus
 */
export async function readSelectionInput(
  corpus: string,
  operation: SelectOperation,
  context: CurationContext,
): Promise<SelectionInput> {
  const { results, signal, report, encoding } = context;
  const { space, quality_key: key, quotas, budget } = operation;
  const reader = new AttributeReader(operation);
  const { attributes } = reader;
  const spaces = goesByGroup(operation) && space !== 'task' ? (['task', space] as const) : [space];
  const own = operation.vector_field === undefined ? null : new GivenVectors(operation.vector_field);
  const onRecord = (record: InstructionRecord): void => {
    reader.read(record);
    own?.read(record);
  };
  const rows = await loadRows(encoding.store, [corpus], { spaces, signal, report, onRecord });
  reader.assertQuality();
  const { ids } = rows;
  const namesBy = async (by: TaskBy): Promise<readonly (string | null)[]> =>
    at(await taskNames(by, [{ ...attributes, task: rows.points.task }], context), 0);
  const tasks = await namesBy(operation.by);
  const source = { ids, results, signal };
  const initial = await findRows(operation.initial_subset, true, 'initial_subset', source);
  const left = await findRows(operation.exclude, false, 'exclude', source);
  const taken = new Set(initial.rows);
  const excluded = new Uint8Array(ids.length);
  for (const row of left.rows) if (!taken.has(row)) excluded[row] = 1;
  const groups = quotas === undefined ? [] : await quotaValues(quotas.by, { tasks, attributes, namesBy });
  if (quotas !== undefined) reader.assertGroups(groups, quotas.by);
  return {
    ids,
    points: own?.points() ?? rows.points[space],
    attributes,
    tasks,
    quality: key === undefined ? null : normaliseQuality(attributes.qualities),
    initial: initial.rows,
    excluded,
    ignoredIds: initial.unknown + left.unknown,
    quotas: quotas === undefined ? null : namedQuotas(groups, excluded, quotas),
    budget: resolveBudget(budget, ids.length),
  };
}

interface QuotaSources {
  readonly tasks: readonly (string | null)[];
  readonly attributes: Attributes;
  readonly namesBy: (by: TaskBy) => Promise<readonly (string | null)[]>;
}

/** What quotas go by, for each row. */
async function quotaValues(
  by: string,
  { tasks, attributes, namesBy }: QuotaSources,
): Promise<readonly (string | null)[]> {
  if (by === 'task') return tasks;
  if (by === 'source') return attributes.sources;
  if (by === 'language') return attributes.languages;
  const told = TaskBy.safeParse(by);
  return told.success ? namesBy(told.data) : attributes.values;
}

/** Lets the rows of the corpus cover one another; excluded rows need not be covered. */
export async function coverCorpus(
  corpus: string,
  { space, k }: SelectOperation,
  { ids, points, excluded }: SelectionInput,
  context: CurationContext,
): Promise<ToCover> {
  const graph = await neighbourGraphOf({ corpora: [corpus], space, ids, points, k }, context);
  const weights = excluded.includes(1) ? Float64Array.from(excluded, (isExcluded) => 1 - isExcluded) : null;
  const cover = { lists: coverageOfGraph(graph), weights, relevance: null, target: null, targetIds: null };
  return graph.recall === undefined ? cover : { ...cover, recall: graph.recall };
}

/**
 * Lets the rows of the corpus cover those of the target.
 * @throws KindredError `not_found` when the target has no records any more
 */
export async function coverTarget(
  target: string,
  operation: SelectOperation,
  { points }: SelectionInput,
  context: CurationContext,
): Promise<ToCover> {
  const { signal, report } = context;
  const { k } = operation;
  const wanted = await loadTarget(target, operation, points, context);
  const onProgress = (done: number, total: number): void => report('target', done, total);
  const near = await nearestIn(wanted.points, points, k, { signal, onProgress });
  const back = await nearestIn(points, wanted.points, 1, { signal, onProgress });
  const { neighbours: candidates, scores } = near;
  return {
    lists: coverageOfTarget({ k: near.k, candidates, scores }, points.rows),
    weights: null,
    relevance: Float64Array.from(back.scores),
    target: wanted.points,
    targetIds: wanted.ids,
  };
}

async function loadTarget(
  target: string,
  { space, vector_field: field }: SelectOperation,
  like: Points,
  { encoding: { store }, signal, report }: CurationContext,
): Promise<{ readonly ids: readonly string[]; readonly points: Points }> {
  const own = field === undefined ? null : new GivenVectors(field);
  const spaces = own === null ? [space] : [];
  const { ids, points } = await loadRows(store, [target], {
    spaces,
    signal,
    report,
    ...(own && { onRecord: own.read }),
  });
  if (ids.length > 0) return { ids, points: own?.points(like) ?? points[space] };
  throw new KindredError('not_found', `Corpus '${target}' has no records any more.`, { field: 'target' });
}
