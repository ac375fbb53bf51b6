import type { CompressionCheck, CompressReport } from '../../../schemas/curation/compress.ts';
import { MAX_CHOSEN_ITEMS, type ScorePredictor } from '../../../schemas/curation/score-predictor.ts';
import { KindredError } from '../../../schemas/errors.ts';
import type { InstructionRecord } from '../../../schemas/record.ts';
import { predictScore, type PredictedScore } from '../../analysis/predict-score.ts';
import { itemKey } from '../../corpus/item-key.ts';
import { at } from '../../runtime/at.ts';
import { makePredictor, type PredictorCore, type ToldByOthers, type WholeColumn } from './make-predictor.ts';
import type { ScoreColumn } from './scores.ts';
import { randomError } from './weighted-estimate.ts';

/** With fewer models nothing can be said of an error. */
const LEAST_MODELS = 3;
const LEAST_ITEMS = 2;

/** What identifies a row when results of a later model are read. */
export interface ItemName {
  readonly id: string;
  readonly user_id: string | null;
  /** SHA-256, as `ScorePredictor` has it. */
  readonly request: string;
}

/** What results of later models find a record by. */
export function itemNameOf(record: InstructionRecord): ItemName {
  return { id: record.id, user_id: record.user_id, request: itemKey(record) };
}

/** What comes of choosing rows by results. */
export interface CompressedByResults {
  readonly predictor: Omit<ScorePredictor, 'corpora' | 'metric'>;
  /** The chosen rows, and how many each stands for. */
  readonly weights: ReadonlyMap<number, number>;
  readonly checks: CompressionCheck[];
  readonly summary: NonNullable<CompressReport['predictor']>;
}

/**
 * Chooses rows by the results of earlier models, and makes the predictor that tells the score of a later one.
 * @param given the results of a model that is told by it, if there is one
 * @throws KindredError `invalid_request` when fewer than three models have a score on every row, fewer than two or more than 50,000
 *   rows are to be chosen, or scores are too far apart
 */
export function compressByResults(
  names: readonly ItemName[],
  models: readonly ScoreColumn[],
  given: ScoreColumn | null,
  { count, seed }: { readonly count: number; readonly seed: number },
): CompressedByResults {
  const whole = models.filter((column): column is WholeColumn => !column.values.includes(null));
  if (whole.length < LEAST_MODELS) throw tooFewModels(whole.length, models.length);
  if (count < LEAST_ITEMS) throw wrongBudget(`Choose ${LEAST_ITEMS} rows or more.`);
  if (count > MAX_CHOSEN_ITEMS)
    throw wrongBudget(`The method disagreement chooses at most ${MAX_CHOSEN_ITEMS} rows.`);
  const { core, told } = makePredictor(whole, count, seed);
  if (!Number.isFinite(core.range[1] - core.range[0])) throw tooWide();
  const errors = told.map(({ estimate, full }) => Math.abs(estimate - full));
  const checks = told.map((one, model) => checkOf(at(whole, model), one, count));
  return {
    predictor: {
      kind: 'score-predictor',
      version: 1,
      rows: names.length,
      ...core,
      items: core.items.map(({ item, chance, weight }) => ({ ...at(names, item), chance, weight })),
    },
    weights: new Map(core.items.map(({ item, weight }) => [item, weight])),
    checks: given === null ? checks : [...checks, checkOfGiven(given, core)],
    summary: {
      models: whole.length,
      unfinished: models.length - whole.length,
      error: errors.reduce((sum, error) => sum + error, 0) / errors.length,
      inside: told.filter(({ margin }, model) => at(errors, model) <= margin).length / told.length,
    },
  };
}

function checkOf({ name, values }: WholeColumn, told: ToldByOthers, count: number): CompressionCheck {
  return {
    name,
    scored_rows: values.length,
    ...partOf(told),
    full: told.full,
    error: told.estimate - told.full,
    random_error: randomError(values, count),
  };
}

function partOf({ scored, estimate, margin, outside }: PredictedScore) {
  return { scored_representatives: scored, estimate, margin, outside };
}

/** The model whose results were given by id, which is none of those before. */
function checkOfGiven({ name, values }: ScoreColumn, core: PredictorCore): CompressionCheck {
  const known = values.filter((value) => value !== null);
  const full = known.length === values.length ? known.reduce((sum, v) => sum + v, 0) / known.length : null;
  const scores = core.items.map(({ item }) => at(values, item));
  const found = predictScore(core, scores);
  const scored = scores.filter((score) => score !== null).length;
  return {
    name,
    scored_rows: known.length,
    ...(found === null
      ? { scored_representatives: scored, estimate: null, margin: null, outside: null }
      : partOf(found)),
    full,
    error: full === null || found === null ? null : found.estimate - full,
    random_error: full === null ? null : randomError(known, core.items.length),
  };
}

function tooFewModels(whole: number, all: number): KindredError {
  const found = all === 0 ? 'none was found' : `of ${all} it is ${whole}`;
  return new KindredError(
    'invalid_request',
    `The method disagreement needs ${LEAST_MODELS} models with a score on every row, better twenty; ${found}. Name their fields with ` +
      '`score_fields`, or their metric with `metric`.',
    { field: 'score_fields' },
  );
}

function wrongBudget(message: string): KindredError {
  return new KindredError('invalid_request', message, { field: 'budget' });
}

/** Differences of scores would have no number. */
function tooWide(): KindredError {
  return new KindredError(
    'invalid_request',
    'The scores are too far apart to be compared: divide them by their greatest.',
    {
      field: 'score_fields',
    },
  );
}
