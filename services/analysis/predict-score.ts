import type { OutsideModels, ScorePredictor } from '../../schemas/curation/score-predictor.ts';
import { at } from '../runtime/at.ts';
import { assistedEstimate } from './assisted-estimate.ts';

/** The score of a model on all items, told from its results on those that were chosen. */
export interface PredictedScore {
  /** The number of chosen items of which a result is known. */
  readonly scored: number;
  readonly estimate: number;
  /** Half the width of the 95 % interval. */
  readonly margin: number;
  /** In which way the model lies outside those before; null when it does not. */
  readonly outside: OutsideModels | null;
}

type Told = Pick<ScorePredictor, 'range' | 'models' | 'chances' | 'reach' | 'misfit'> & {
  readonly items: readonly Pick<ScorePredictor['items'][number], 'chance' | 'weight'>[];
};

/**
 * Estimates the score of a model. Items without a result are left out, and the others stand for theirs too: it must be chance
 * that they have none.
 * @param scores one for each chosen item, in the order of the predictor
 * @returns null when fewer than two items have a result
 */
export function predictScore(predictor: Told, scores: readonly (number | null)[]): PredictedScore | null {
  const [least, most] = predictor.range;
  const known = predictor.items.flatMap(({ chance, weight }, i) => {
    const score = at(scores, i);
    return score === null ? [] : [{ score: (score - least) / (most - least), chance, weight }];
  });
  if (known.length < 2) return null;
  const all = predictor.items.reduce((sum, { weight }) => sum + weight, 0);
  const share = known.reduce((sum, { weight }) => sum + weight, 0) / all;
  const drawn = known.map((item) => ({ ...item, weight: item.weight / share }));
  const { mean, error, misfit } = assistedEstimate(predictor.chances, drawn);
  const bounded = Math.max(0, Math.min(1, mean));
  const estimate = least + bounded * (most - least);
  return {
    scored: known.length,
    estimate,
    margin: predictor.reach * error * (most - least),
    outside: outsideOf(predictor, estimate, misfit),
  };
}

function outsideOf({ models, misfit: most }: Told, estimate: number, misfit: number): OutsideModels | null {
  if (misfit > most) return 'misfit';
  if (models.every(({ score }) => score < estimate)) return 'above';
  return models.every(({ score }) => score > estimate) ? 'below' : null;
}
