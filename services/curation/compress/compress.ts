import type { CompressOperation } from '../../../schemas/curation/compress.ts';
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
import { ScoreReader } from './scores.ts';

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

/**
 * Picks rows of a benchmark that stand for all of it, gives them weights, and checks on given scores how well they estimate
 * the mean over all rows.
 * @throws KindredError `invalid_request` when no record has a score in a field that was named, `cancelled` when the job was
 *   cancelled
 */
export const compress: Operation<'compress'> = async (corpora, operation, context) => {
  const { signal, report, files, encoding: live } = context;
  const { space, method, seed, score_fields: fields, scores } = operation;
  const reader = new ScoreReader(fields, scores);
  const rows = await loadRows(live.store, corpora, {
    spaces: [space],
    signal,
    report,
    onRecord: reader.read,
  });
  const { ids } = rows;
  const unscored = reader.columns.find(({ values }) => values.every((value) => value === null));
  if (unscored !== undefined) throw withoutScores(unscored.name);
  const count = Math.min(ids.length, resolveBudget(operation.budget, ids.length));
  const representatives = await represent(rows.points[space], count, operation, { signal, report });
  await files.writeLines('marks.jsonl', marksOf(ids, representatives));
  const weights = representatives.map(({ cell }) => cell.length);
  return {
    rows: ids.length,
    report: {
      kind: 'compress',
      corpora: [...corpora],
      rows: ids.length,
      method,
      space,
      seed,
      representatives: representatives.length,
      least_weight: weights.reduce((least, weight) => Math.min(least, weight), ids.length),
      greatest_weight: weights.reduce((most, weight) => Math.max(most, weight), 0),
      checks: reader.columns.map((column) => checkEstimate(column, representatives)),
    },
  };
};

function withoutScores(name: string): KindredError {
  const isMap = name === 'scores';
  const message = isMap
    ? 'No id of `scores` is that of a record, or the id that it had in its file.'
    : `No record has a number in the field \`${name}\`.`;
  return new KindredError('invalid_request', message, { field: isMap ? 'scores' : 'score_fields' });
}
