import { counted } from '../../../schemas/counted.ts';
import type { Threshold } from './calibrate.ts';

/** Thresholds are tried to so many thousandths. */
const STEPS = 1_000;

/**
 * The highest threshold, to a thousandth, at which no more rows stay than are wanted, found by halving: of a higher threshold more rows
 * stay. Where even the lowest one keeps more, it is that; the explanation says how many stay.
 * @param wanted how many rows are to stay: a number, or below 1 a share of `rows`
 * @param lowest the lowest threshold that pairs were compared for
 * @param keptAt how many rows stay at a threshold
 */
export async function thresholdForRows(
  wanted: number,
  { rows, lowest }: { readonly rows: number; readonly lowest: number },
  keptAt: (threshold: number) => Promise<number>,
): Promise<Threshold> {
  const target = wanted < 1 ? Math.round(wanted * rows) : wanted;
  const asked = `${counted(target, 'row was', 'rows were')} asked for`;
  let low = Math.ceil(lowest * STEPS);
  let kept = await keptAt(low / STEPS);
  if (kept > target) {
    const explanation = `${low / STEPS}, the lowest: ${asked}, and ${counted(kept, 'stays', 'stay')}, since no others are near copies of a row that stays.`;
    return { value: low / STEPS, explanation };
  }
  let high = STEPS + 1;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    const keptThere = await keptAt(middle / STEPS);
    if (keptThere > target) high = middle;
    else [low, kept] = [middle, keptThere];
  }
  return {
    value: low / STEPS,
    explanation: `${low / STEPS}: ${asked}, and ${counted(kept, 'stays', 'stay')}.`,
  };
}
