import type { DemonstrationsRequest } from '../../schemas/api/demonstrations.ts';
import { KindredError } from '../../schemas/errors.ts';
import type { Encoder } from '../embedding/port.ts';

/** A demonstration is given when it is likelier to fit than not. */
const DEFAULT_MIN_FIT = 0.5;

/** What a demonstration must reach. */
export interface Limits {
  /** The lowest task similarity of a demonstration; null when there is none. */
  readonly threshold: number | null;
  /** The lowest chance that a demonstration fits; null when there is none. */
  readonly minFit: number | null;
}

/**
 * The limits of the request, or else those of the encoder: a half as the chance to fit, or with an encoder that tells no
 * chance the task similarity that was measured for it. The baselines `random` and `bm25` have none unless the request names one.
 * @throws KindredError `invalid_request` when a chance is asked for and the encoder tells none
 */
export function limitsOf(request: DemonstrationsRequest, encoder: Encoder): Limits {
  const isBaseline = request.strategy === 'random' || request.strategy === 'bm25';
  if (encoder.fit !== null) {
    const minFit = request.min_fit ?? (isBaseline ? null : DEFAULT_MIN_FIT);
    return { threshold: request.score_threshold ?? null, minFit };
  }
  if (request.min_fit !== undefined) {
    throw new KindredError(
      'invalid_request',
      `min_fit: the encoder ${encoder.name} tells no chance of fitting. Leave it out, or give score_threshold.`,
    );
  }
  return { threshold: request.score_threshold ?? (isBaseline ? null : encoder.relatedFrom), minFit: null };
}
