import type { CompressionCheck } from '../../../schemas/curation/compress.ts';
import { at } from '../../runtime/at.ts';
import type { Representative } from './representatives.ts';
import type { ScoreColumn } from './scores.ts';
import { estimateMean, randomError } from './weighted-estimate.ts';

/**
 * The mean score of one model as its representatives estimate it, and the mean over all rows when all of them have scores. A
 * representative without a score is left out, and the others stand for its rows too.
 */
export function checkEstimate(
  { name, values }: ScoreColumn,
  representatives: readonly Representative[],
): CompressionCheck {
  const known = values.filter((value) => value !== null);
  const scored = representatives.flatMap(({ row, cell }) => {
    const score = at(values, row);
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
