import type { CompressionCheck } from '../../../schemas/curation/compress.ts';
import type { Representative } from './representatives.ts';
import type { ScoreColumn } from './scores.ts';
import { estimateMean, randomError } from './weighted-estimate.ts';

/**
 * The score of one model as its representatives give it, beside the mean over all rows where those have scores too. A
 * representative without a score is left out, and the others stand for its rows.
 */
export function checkEstimate(
  { name, values }: ScoreColumn,
  representatives: readonly Representative[],
): CompressionCheck {
  const known = values.filter((value) => value !== null);
  const scored = representatives.flatMap(({ row, cell }) => {
    const score = values[row] ?? null;
    return score === null ? [] : [{ score, weight: cell.length }];
  });
  const estimate = scored.length === 0 ? null : estimateMean(scored);
  const isWhole = known.length === values.length && known.length > 0;
  const full = isWhole ? known.reduce((sum, value) => sum + value, 0) / known.length : null;
  return {
    name,
    scored_rows: known.length,
    scored_representatives: scored.length,
    estimate: estimate?.mean ?? null,
    margin: estimate?.margin ?? null,
    full,
    error: full === null || estimate === null ? null : estimate.mean - full,
    random_error: isWhole ? randomError(known, representatives.length) : null,
  };
}
