import type { KindRetrieval, KindsReport } from '../../schemas/evaluation.ts';
import { dotInOrder } from '../analysis/dot.ts';
import { vectorOf, type Points } from '../analysis/points.ts';
import type { NamedDirections } from '../embedding/port.ts';
import { at } from '../runtime/at.ts';
import type { KindSet, NotedKind } from './kind-rows.ts';
import { meanWithInterval } from './retrieval.ts';
import { doRightKind, rightKinds, type RightKinds } from './right-kinds.ts';
import { summariseTold, type ToldKind } from './told-kinds.ts';
import { breathe, watchOf } from './vectors.ts';
import type { EmbeddingMethod, EvaluationWatch } from './vectors.ts';

/** How many of the nearest rows are looked at: as many as demonstrations are usually asked for. */
const DEPTH = 4;
/** Number of queries that are answered between two turns of the event loop. */
const QUERIES_AT_ONCE = 64;
/** Progress is reported after this many queries. */
const NOTE_EVERY = 1_024;

/** What one query found. */
interface KindOutcome {
  readonly nearest: number;
  /** Share of the nearest four. */
  readonly share: number;
}

type Asked = NotedKind & RightKinds;

/** A row that names no source shares it with no other. */
const isElsewhere = (a: Asked, b: Asked): boolean => a !== b && (a.source === null || a.source !== b.source);

/** The nearest rows of other sources; of two that are equally near the earlier one comes first. */
function nearestElsewhere({ dimensions, values }: Points, rows: readonly Asked[], query: number): Asked[] {
  const found: { readonly row: Asked; readonly similarity: number }[] = [];
  const own = at(rows, query);
  rows.forEach((row, other) => {
    if (!isElsewhere(own, row)) return;
    const similarity = dotInOrder(values, query * dimensions, values, other * dimensions, dimensions);
    const last = found.at(-1);
    if (found.length === DEPTH && last !== undefined && similarity <= last.similarity) return;
    const place = found.findIndex((better) => better.similarity < similarity);
    found.splice(place === -1 ? found.length : place, 0, { row, similarity });
    if (found.length > DEPTH) found.pop();
  });
  return found.map(({ row }) => row);
}

/** What every row finds; null for one to which no row of another source would be right. */
async function outcomesOf(
  points: Points,
  rows: readonly Asked[],
  { onProgress, signal }: EvaluationWatch,
): Promise<(KindOutcome | null)[]> {
  const outcomes: (KindOutcome | null)[] = [];
  for (const [query, row] of rows.entries()) {
    if (query % NOTE_EVERY === 0) onProgress(`nearest rows of ${query + 1} to ${rows.length}`);
    if (query % QUERIES_AT_ONCE === 0) await breathe(signal);
    if (!rows.some((other) => isElsewhere(row, other) && doRightKind(row, other))) {
      outcomes.push(null);
      continue;
    }
    const right = nearestElsewhere(points, rows, query).map((other) => doRightKind(row, other));
    outcomes.push({ nearest: right[0] === true ? 1 : 0, share: right.filter(Boolean).length / DEPTH });
  }
  return outcomes;
}

function summarise(name: string | null, outcomes: readonly KindOutcome[]): KindRetrieval {
  return {
    name,
    queries: outcomes.length,
    precision_at_1: meanWithInterval(Float64Array.from(outcomes, ({ nearest }) => nearest)),
    precision_at_4: meanWithInterval(Float64Array.from(outcomes, ({ share }) => share)),
  };
}

/** What all rows came to, and those that share a value, in the order of the values. Rows with null are left out. */
function summaries<T, S>(
  outcomes: readonly (T | null)[],
  values: readonly (string | null)[],
  summary: (name: string | null, some: readonly T[]) => S,
): S[] {
  const parts = new Map<string, T[]>();
  outcomes.forEach((outcome, row) => {
    const value = values[row] ?? null;
    if (outcome !== null && value !== null) parts.set(value, [...(parts.get(value) ?? []), outcome]);
  });
  const all = outcomes.filter((outcome) => outcome !== null);
  const named = [...parts].sort(([a], [b]) => (a < b ? -1 : 1));
  return [summary(null, all), ...named.map(([name, some]) => summary(name, some))];
}

/** The kind that an encoder tells of each row. */
function toldOf(
  kinds: Pick<NamedDirections, 'names' | 'nearest'>,
  points: Points,
  rows: readonly Asked[],
): ToldKind[] {
  return rows.map(({ right }, row) => {
    const kind = kinds.nearest(vectorOf(points, row));
    return { ...kind, isRight: right.has(kind.name) };
  });
}

/**
 * Evaluates methods on rows whose kind of work was noted by reading: how many of a row's nearest four rows of other sources
 * do work of its kind, and of an encoder that tells kinds, how right they are. The report has a row for each space of each
 * method.
 * @param by whether figures are told for each language or for each source
 */
export async function evaluateKinds(
  { texts, noted }: Pick<KindSet, 'texts' | 'noted'>,
  by: KindsReport['by'],
  methods: readonly EmbeddingMethod[],
  watch: EvaluationWatch,
): Promise<KindsReport['methods']> {
  const rows = noted.map((row) => ({ ...row, ...rightKinds(row) }));
  const values = noted.map((row) => row[by]);
  const found: KindsReport['methods'] = [];
  for (const method of methods) {
    for (const { space, points, truncated } of await method.embed(texts, watchOf(method.name, watch))) {
      const inSpace = watchOf(space === null ? method.name : `${method.name}, ${space}`, watch);
      const retrieval = summaries(await outcomesOf(points, rows, inSpace), values, summarise);
      const told =
        space === 'task' && method.kinds
          ? { told: summaries(toldOf(method.kinds, points, rows), values, summariseTold) }
          : {};
      const { dimensions } = points;
      found.push({ encoder: method.name, space, dimensions, truncated, retrieval, ...told });
    }
  }
  return found;
}
