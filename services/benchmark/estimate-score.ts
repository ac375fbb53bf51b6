import { ScorePredictor, type OutsideModels } from '../../schemas/curation/score-predictor.ts';
import { KindredError } from '../../schemas/errors.ts';
import { predictScore } from '../analysis/predict-score.ts';
import { addResults, ChosenItems, readItemResults, type ItemSums } from './item-results.ts';
import { jsonIn } from './json-file.ts';
import type { ScoreFile } from './merge-scores.ts';

/** An estimate needs results of at least this share of the chosen items. */
const LEAST_SHARE = 0.5;

/** The score of a model on all items of a benchmark, told from its results on a few. */
export interface EstimatedScore {
  /** The model, and its metric where the results name one: `MODEL/METRIC`. */
  readonly name: string;
  readonly items: number;
  /** How many of the chosen items have a result. */
  readonly scored: number;
  readonly estimate: number;
  /** Half the width of the 95 % interval. */
  readonly margin: number;
  readonly outside: OutsideModels | null;
}

/**
 * Reads `predictor.json`, which a compression by the results of models left.
 * @throws KindredError `invalid_request` when it is none
 */
export async function readPredictor(path: string): Promise<ScorePredictor> {
  const parsed = ScorePredictor.safeParse(await jsonIn(path));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue === undefined ? '' : ` (${issue.path.join('.') || 'the whole'}: ${issue.message})`;
  throw new KindredError(
    'invalid_request',
    `${path} is no predictor${where}: name predictor.json of "kindred compress --method disagreement --out DIR".`,
  );
}

/**
 * Estimates the score of each model in files of results on the chosen items: whatever `mergeScores` reads, rows it has written, or
 * a JSON object of scores by id. Several results of one item, in one file or in several, become their mean.
 * @throws KindredError what `readItemResults` throws, `invalid_request` when a model has results of too few items
 */
export async function estimateScores(
  predictor: ScorePredictor,
  files: readonly ScoreFile[],
): Promise<EstimatedScore[]> {
  const items = new ChosenItems(predictor);
  const models = new Map<string, ItemSums>();
  for (const file of files) addResults(models, await readItemResults(file, items, predictor));
  return Array.from(models, ([name, sums]) => estimated(predictor, name, sums));
}

function estimated(predictor: ScorePredictor, name: string, sums: ItemSums): EstimatedScore {
  const scores = sums.map(([sum, count]) => (count === 0 ? null : sum / count));
  const scored = scores.filter((score) => score !== null).length;
  const found = scored < LEAST_SHARE * scores.length ? null : predictScore(predictor, scores);
  if (found === null) {
    throw new KindredError(
      'invalid_request',
      `${name} has results of ${scored} of the ${scores.length} chosen items: at least half of them are needed. The items are those with ` +
        '"keep" in marks.jsonl.',
    );
  }
  return { name, items: scores.length, ...found };
}
