import type { Json } from '../../../schemas/record.ts';

export interface Quality {
  /** The quality of each row, from 0 for the lowest to 1 for the highest; all 0 when all rows are equally good. */
  readonly values: Float64Array;
  /** How many rows have no number; they count as the lowest. */
  readonly missing: number;
  readonly lowest: number;
  readonly highest: number;
}

/** The number that a value is, or that its text says, as in CSV; null when it is neither. */
export function numberOf(value: Json | undefined): number | null {
  if (typeof value !== 'number' && typeof value !== 'string') return null;
  if (typeof value === 'string' && value.trim() === '') return null;
  const number = Number(value);
  return Number.isFinite(number) ? number : null;
}

/** The quality of the rows, scaled so that the lowest is 0 and the highest 1; null when no row has a number. */
export function normaliseQuality(values: readonly (number | null)[]): Quality | null {
  let [lowest, highest, missing] = [Infinity, -Infinity, 0];
  for (const value of values) {
    if (value === null) missing += 1;
    else [lowest, highest] = [Math.min(lowest, value), Math.max(highest, value)];
  }
  if (missing === values.length) return null;
  const range = highest - lowest;
  const normal = (value: number | null): number =>
    value === null || range === 0 ? 0 : (value - lowest) / range;
  return { values: Float64Array.from(values, normal), missing, lowest, highest };
}
