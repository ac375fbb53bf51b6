import type { ToldKinds } from '../../schemas/evaluation.ts';
import type { KindLabel } from '../../schemas/record.ts';
import { meanWithInterval } from './retrieval.ts';

/** Confidences are compared with what is right in this many parts of the scale. */
const BINS = 10;

/** A kind that an encoder told, and whether a reader finds it right. */
export interface ToldKind extends KindLabel {
  readonly isRight: boolean;
}

/**
 * How often the kinds that an encoder told are right, and how far their confidences are from it: the expected calibration
 * error over ten parts of the scale.
 */
export function summariseTold(name: string | null, told: readonly ToldKind[]): ToldKinds {
  const bins = Array.from({ length: BINS }, () => ({ right: 0, confidence: 0 }));
  for (const { isRight, confidence } of told) {
    const bin = bins[Math.min(BINS - 1, Math.floor(confidence * BINS))];
    if (bin === undefined) continue;
    bin.right += isRight ? 1 : 0;
    bin.confidence += confidence;
  }
  const gaps = bins.reduce((sum, { right, confidence }) => sum + Math.abs(right - confidence), 0);
  const confidence = told.reduce((sum, one) => sum + one.confidence, 0);
  const rows = told.length;
  return {
    name,
    rows,
    right: meanWithInterval(Float64Array.from(told, ({ isRight }) => (isRight ? 1 : 0))),
    confidence: rows === 0 ? 0 : confidence / rows,
    calibration_error: rows === 0 ? 0 : gaps / rows,
  };
}
