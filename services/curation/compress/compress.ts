import type { CompressOperation, CompressReport } from '../../../schemas/curation/compress.ts';
import { KindredError } from '../../../schemas/errors.ts';
import type { Points } from '../../analysis/points.ts';
import { nearestCentreBySearch } from '../../neighbours/nearest-centre.ts';
import { loadRows } from '../rows/load-rows.ts';
import type { CurationContext, Operation } from '../operation.ts';
import { resolveBudget } from '../rows/budget.ts';
import { sphericalKMeans } from '../../analysis/spherical-k-means.ts';
import { at } from '../../runtime/at.ts';
import { balancedCells } from './balanced-cells.ts';
import { checkEstimate } from './check-estimate.ts';
import { centralRepresentatives, drawRepresentatives } from './representatives.ts';
import type { Representative } from './representatives.ts';
import { compressByResults, itemNameOf, type ItemName } from './compress-by-results.ts';
import { ScoreReader, type ScoreColumn } from './scores.ts';

type Watch = Pick<CurationContext, 'signal' | 'report'>;

async function represent(
  points: Points,
  count: number,
  { method, seed }: CompressOperation,
  { signal, report }: Watch,
): Promise<Representative[]> {
  if (count === 0) return [];
  if (method === 'stratified') return drawRepresentatives(balancedCells(points, count), seed);
  const { labels, similarities } = await sphericalKMeans(points, {
    clusters: count,
    seed,
    nearestCentre: nearestCentreBySearch(signal),
    onPass: (done, total) => report('clustering', done, total),
  });
  return centralRepresentatives(labels, similarities);
}

/** The marks of all records: whether a record stands for others, for how many, and which record stands for it. */
function* marksOf(ids: readonly string[], representatives: readonly Representative[]) {
  const standsFor = new Int32Array(ids.length);
  const weights = new Map<number, number>();
  for (const { row, cell } of representatives) {
    weights.set(row, cell.length);
    for (const member of cell) standsFor[member] = row;
  }
  for (const [row, id] of ids.entries()) {
    const weight = weights.get(row) ?? null;
    yield { id, keep: weight !== null, weight, represented_by: at(ids, at(standsFor, row)) };
  }
}

/** The marks when no row stands for certain others. */
function* marksByResults(ids: readonly string[], weights: ReadonlyMap<number, number>) {
  for (const [row, id] of ids.entries()) {
    const weight = weights.get(row) ?? null;
    yield { id, keep: weight !== null, weight, represented_by: null };
  }
}

/** What a method chose. */
interface Compressed extends Pick<CompressReport, 'checks' | 'predictor'> {
  readonly weights: readonly number[];
}

/** Chooses rows by where they lie. */
async function byPlace(
  corpora: readonly string[],
  operation: CompressOperation,
  context: CurationContext,
  reader: ScoreReader,
) {
  const { signal, report, files, encoding: live } = context;
  const { space } = operation;
  const { ids, points } = await loadRows(live.store, corpora, {
    spaces: [space],
    signal,
    report,
    onRecord: reader.read,
  });
  const columns = scoredColumns(reader);
  const count = Math.min(ids.length, resolveBudget(operation.budget, ids.length));
  const representatives = await represent(points[space], count, operation, { signal, report });
  await files.writeLines('marks.jsonl', marksOf(ids, representatives));
  const compressed: Compressed = {
    weights: representatives.map(({ cell }) => cell.length),
    checks: columns.map((column) => checkEstimate(column, representatives)),
    predictor: null,
  };
  return { rows: ids.length, compressed };
}

/** Chooses rows by the results of models. */
async function byResults(
  corpora: readonly string[],
  operation: CompressOperation,
  context: CurationContext,
  reader: ScoreReader,
) {
  const { signal, report, files, encoding: live } = context;
  const names: ItemName[] = [];
  const { ids } = await loadRows(live.store, corpora, {
    spaces: [],
    signal,
    report,
    onRecord: (record) => {
      reader.read(record);
      names.push(itemNameOf(record));
    },
  });
  scoredColumns(reader);
  const count = Math.min(ids.length, resolveBudget(operation.budget, ids.length));
  const found = compressByResults(names, reader.models, reader.given, { count, seed: operation.seed });
  const predictor = { ...found.predictor, corpora: [...corpora], metric: operation.metric ?? null };
  await files.writeLines('marks.jsonl', marksByResults(ids, found.weights));
  await files.write('predictor.json', `${JSON.stringify(predictor)}\n`);
  const compressed: Compressed = {
    weights: [...found.weights.values()],
    checks: found.checks,
    predictor: found.summary,
  };
  return { rows: ids.length, compressed };
}

/**
 * Picks rows of a benchmark that stand for all of it, gives them weights, and checks on given scores how well they estimate
 * the mean over all rows.
 * @throws KindredError `invalid_request` when no record has a score in a field that was named, or too few models have scores
 *   for the method disagreement, `payload_too_large` when there are too many scores, `cancelled` when the job was cancelled
 */
export const compress: Operation<'compress'> = async (corpora, operation, context) => {
  const { space, method, seed, score_fields: fields, metric, scores } = operation;
  const reader = new ScoreReader({ fields, metric, scores });
  const choose = method === 'disagreement' ? byResults : byPlace;
  const { rows, compressed } = await choose(corpora, operation, context, reader);
  const { weights, ...found } = compressed;
  return {
    rows,
    report: {
      kind: 'compress',
      corpora: [...corpora],
      rows,
      method,
      space,
      seed,
      representatives: weights.length,
      least_weight: weights.reduce((least, weight) => Math.min(least, weight), rows),
      greatest_weight: weights.reduce((most, weight) => Math.max(most, weight), 0),
      ...found,
    },
  };
};

/**
 * The scores that were read.
 * @throws KindredError `invalid_request` when no record has one of a field, a metric or a map that was named
 */
function scoredColumns({ models, given, metric, metrics }: ScoreReader): ScoreColumn[] {
  if (metric !== undefined && models.length === 0) throw withoutMetric(metric, metrics);
  const columns = given === null ? models : [...models, given];
  const unscored = columns.find(({ values }) => values.every((value) => value === null));
  if (unscored !== undefined) throw withoutScores(unscored.name);
  return columns;
}

function withoutMetric(metric: string, others: readonly string[]): KindredError {
  const wayOut =
    others.length === 0
      ? 'Results that "kindred merge-scores" wrote have such fields; name others with `score_fields`.'
      : `Their metrics are: ${others.join(', ')}.`;
  return new KindredError(
    'invalid_request',
    `No record has a number in a field \`MODEL/${metric}\`. ${wayOut}`,
    {
      field: 'metric',
    },
  );
}

function withoutScores(name: string): KindredError {
  const isMap = name === 'scores';
  const message = isMap
    ? 'No id of `scores` is that of a record, or the id that it had in its file.'
    : `No record has a number in the field \`${name}\`.`;
  return new KindredError('invalid_request', message, { field: isMap ? 'scores' : 'score_fields' });
}
