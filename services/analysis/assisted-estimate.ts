import { at } from '../runtime/at.ts';
import { logistic, logit } from './logit.ts';

/** How many of the items a model answers right with this chance, as models before it say. */
export interface ItemGroup {
  /** From above 0 to below 1. */
  readonly chance: number;
  readonly items: number;
}

/** The answer of a model to an item that was drawn. */
export interface DrawnScore {
  /** From 0 to 1. */
  readonly score: number;
  /** What models before it say: from above 0 to below 1. */
  readonly chance: number;
  /** How many items it stands for: one divided by the chance with which it was drawn. */
  readonly weight: number;
}

export interface AssistedEstimate {
  /** The estimated mean score of all items. It can leave 0 to 1 by a little. */
  readonly mean: number;
  /** The standard error of the draw. */
  readonly error: number;
  /**
   * How much worse the answers fit than chances of these sizes would have it: 1 for a model like those before it (the infit
   * of Wright and Masters 1982). A model that fails where others succeed, and succeeds where they fail, has more.
   */
  readonly misfit: number;
}

const STEPS = 60;
const LONGEST_STEP = 0.7;
/** The weight of "as able as those before": it holds the shift where all answers are the same. */
const PRIOR = 0.05;
/** An answer that nobody drew could be wrong: the error that half of one item in the draw makes is part of every error. */
const UNSEEN = 0.5;

/** How much abler than those before it a model is, in logits: Newton's method on the weighted likelihood of its answers. */
function shiftOf(drawn: readonly DrawnScore[]): number {
  const mean = drawn.reduce((sum, { weight }) => sum + weight, 0) / drawn.length;
  let shift = 0;
  for (let step = 0; step < STEPS; step++) {
    let slope = -PRIOR * shift;
    let curvature = PRIOR;
    for (const { score, chance, weight } of drawn) {
      const expected = logistic(logit(chance) + shift);
      slope += (weight / mean) * (score - expected);
      curvature += (weight / mean) * expected * (1 - expected);
    }
    const move = Math.max(-LONGEST_STEP, Math.min(LONGEST_STEP, slope / curvature));
    shift += move;
    if (Math.abs(move) < 1e-10) break;
  }
  return shift;
}

/**
 * Estimates the mean score of a model on all items from those that were drawn with known chances: the logistic generalised
 * regression estimator (Lehtonen and Veijanen, Survey Methodology 24, 1998), `m = mean over all items of f_i + sum over the
 * draw of (y_i - f_i) w_i / N`. The regression `f_i` moves the chances of the models before by one shift in logits. Where
 * it is wrong, as for a model of another kind, the second term corrects it, so that the estimate has no bias but what the draw
 * of few items has. The error is that of a draw with unequal chances (Hájek 1964).
 * @param groups all items, those that were drawn among them
 * @param drawn at least one
 */
export function assistedEstimate(
  groups: readonly ItemGroup[],
  drawn: readonly DrawnScore[],
): AssistedEstimate {
  const shift = shiftOf(drawn);
  const all = groups.reduce((sum, { items }) => sum + items, 0);
  const regression = groups.reduce(
    (sum, { chance, items }) => sum + items * logistic(logit(chance) + shift),
    0,
  );
  const expected = drawn.map(({ chance }) => logistic(logit(chance) + shift));
  const gaps = drawn.map(({ score }, i) => score - at(expected, i));
  const correction = drawn.reduce((sum, { weight }, i) => sum + weight * at(gaps, i), 0);
  const squares = gaps.reduce((sum, gap) => sum + gap * gap, 0);
  const variance = expected.reduce((sum, chance) => sum + chance * (1 - chance), 0);
  return {
    mean: (regression + correction) / all,
    error: errorOf(drawn, gaps, all),
    misfit: variance > 0 ? squares / variance : 1,
  };
}

function errorOf(drawn: readonly DrawnScore[], gaps: readonly number[], all: number): number {
  const left = drawn.map(({ weight }) => Math.max(0, 1 - 1 / weight));
  const sum = left.reduce((total, share) => total + share, 0);
  if (sum === 0) return 0;
  const centre = drawn.reduce((total, { weight }, i) => total + at(left, i) * at(gaps, i) * weight, 0) / sum;
  const squares = drawn.reduce(
    (total, { weight }, i) => total + at(left, i) * (at(gaps, i) * weight - centre) ** 2,
    0,
  );
  const unseen = (UNSEEN / drawn.length) ** 2 * (sum / drawn.length);
  return Math.sqrt((squares * (drawn.length / Math.max(1, drawn.length - 1))) / all ** 2 + unseen);
}
