import type { NearestCentre } from '../analysis/spherical-k-means.ts';
import { nearestIn } from './search.ts';

/** The step of spherical k-means that finds the nearest centre of every row, by an exact search in a thread of its own. */
export function nearestCentreBySearch(signal: AbortSignal): NearestCentre {
  return async (points, centres) => {
    const { neighbours, scores } = await nearestIn(points, centres, 1, { signal });
    return { nearest: neighbours, similarities: scores };
  };
}
