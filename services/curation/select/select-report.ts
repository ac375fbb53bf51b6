import type { Findings } from '../operation.ts';
import type { SelectReport } from '../../../schemas/curation/select.ts';
import type { VanishingRows } from '../../../schemas/curation/vanishing-rows.ts';
import type { SelectOperation } from '../../../schemas/curation/select.ts';
import type { SelectionFingerprint } from '../../../schemas/curation/selection-fingerprint.ts';
import { at } from '../../runtime/at.ts';
import { budgetFor, coverageCurve, kneeOf, thinned } from './coverage-curve.ts';
import type { CurvePoint } from './coverage-curve.ts';
import { lazyGreedy } from './lazy-greedy.ts';
import type { Pick } from './lazy-greedy.ts';
import { quotaReport } from './quota-groups.ts';
import { noQuotas } from './quotas.ts';
import { randomOrder } from './random-order.ts';
import { recallOfGraph } from '../rows/neighbour-graph.ts';
import type { SelectionInput, ToCover } from './selection-input.ts';
import { vanishingRows } from './vanishing-rows.ts';

export interface Selection {
  readonly corpora: readonly string[];
  readonly operation: SelectOperation;
  readonly input: SelectionInput;
  readonly cover: ToCover;
  readonly ranking: readonly Pick[];
  readonly fingerprint: SelectionFingerprint;
}

/** How many points of a curve a report has at most. */
const CURVE_POINTS = 100;
/** The shares of the coverage for which a report says how many rows are enough. */
const SHARES = [0.5, 0.8, 0.9, 0.95, 0.99];

/** Gives names numbers in the order of their first row; a row without a name gets -1. */
function numbered(names: readonly (string | null)[]): { readonly of: Int32Array; readonly count: number } {
  const numbers = new Map<string, number>();
  const of = Int32Array.from(names, (name) => {
    if (name === null) return -1;
    const number = numbers.get(name) ?? numbers.size;
    numbers.set(name, number);
    return number;
  });
  return { of, count: numbers.size };
}

/** The baseline of a selection: `count` random rows. */
function randomRows({ ids, initial, excluded }: SelectionInput, count: number, seed: number): number[] {
  const rows: number[] = [];
  const marginal = randomOrder(ids.length, seed);
  for (const { row } of lazyGreedy({ marginal, quotas: noQuotas(ids.length), initial, excluded })) {
    if (rows.length === count) break;
    rows.push(row);
  }
  return rows;
}

function mean(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
}

function qualityPart({ operation, input, ranking }: Selection): SelectReport['quality'] {
  const { quality_key: key } = operation;
  if (key === undefined || input.quality === null) return null;
  const { qualities } = input.attributes;
  return {
    key,
    missing: input.quality.missing,
    mean: mean(qualities),
    mean_selected: mean(ranking.map(({ row }) => at(qualities, row))),
  };
}

const NOTHING: CurvePoint = { budget: 0, coverage: 0, tasks: 0 };

function curvePart(selection: Selection) {
  const { operation, input, cover, ranking } = selection;
  const tasks = numbered(input.tasks);
  const { lists, weights } = cover;
  const along = (rows: readonly number[]): CurvePoint[] =>
    coverageCurve({ lists, weights, initial: input.initial, ranking: rows, taskOf: tasks.of });
  const curve = along(ranking.map(({ row }) => row));
  const random = along(randomRows(input, ranking.length, operation.seed));
  return {
    tasks: tasks.count,
    covered: curve.at(-1) ?? NOTHING,
    random: random.at(-1) ?? NOTHING,
    knee: kneeOf(curve),
    enough: SHARES.map((share) => ({ share, budget: budgetFor(curve, share) })),
    curve: thinned(curve, CURVE_POINTS),
    random_curve: thinned(random, CURVE_POINTS),
  };
}

/** Languages and sources that nearly vanish, apart from those for which quotas were asked. */
function vanishingPart({ operation, input }: Selection, chosen: readonly number[]): VanishingRows[] {
  const { languages, sources } = input.attributes;
  const of = (field: VanishingRows['field'], values: readonly (string | null)[]): VanishingRows[] =>
    operation.quotas?.by === field ? [] : vanishingRows(field, values, { excluded: input.excluded, chosen });
  return [...of('language', languages), ...of('source', sources)];
}

/** The report of a selection: what was taken, and what it covers. */
export function selectReport(selection: Selection): Findings<'select'> {
  const { corpora, operation, input, cover, ranking, fingerprint } = selection;
  const replayed = { ...operation };
  delete replayed.replays;
  const chosen = [...input.initial, ...ranking.map(({ row }) => row)];
  const { quotas } = operation;
  return {
    kind: 'select',
    corpora: [...corpora],
    ...recallOfGraph(cover),
    rows: input.ids.length,
    method: operation.method,
    space: operation.space,
    budget: input.budget,
    selected: ranking.length,
    initial: input.initial.length,
    excluded: input.excluded.reduce((sum, isExcluded) => sum + isExcluded, 0),
    ignored_ids: input.ignoredIds,
    by: operation.by,
    ...curvePart(selection),
    quality: qualityPart(selection),
    quotas:
      quotas === undefined || input.quotas === null ? null : quotaReport(quotas.by, input.quotas, chosen),
    vanishing: vanishingPart(selection, chosen),
    target:
      operation.target === undefined
        ? null
        : { corpus: operation.target, rows: cover.targetIds?.length ?? 0 },
    manifest: {
      corpora: [...corpora],
      rows: input.ids.length,
      selected: ranking.length,
      ...fingerprint,
      operation: replayed,
    },
  };
}
