import { coverageGain, coverWith } from './coverage.ts';
import type { Cover } from './coverage.ts';
import type { Marginal } from './lazy-greedy.ts';

/** What rows are worth by themselves, besides what they cover. */
export interface OwnWorth {
  /** The worth of each candidate. */
  readonly values: Float64Array;
  /** The factor by which a gain of coverage is multiplied before the worth is added. */
  readonly coverageScale: number;
}

/**
 * Facility location: `f(S) = sum over rows i of w_i max(0, max over j in S of s_ij)`. It is monotone and submodular, so that
 * the greedy algorithm reaches at least 1 - 1/e of the best value (Nemhauser, Wolsey and Fisher 1978). With `worth`, the
 * gain of a row is `coverageScale` times its gain of `f`, plus the worth of the row, which keeps the sum submodular.
 */
export function facilityLocation(cover: Cover, worth: OwnWorth | null): Marginal {
  return {
    gain: (row) => {
      const gain = coverageGain(cover, row);
      return worth === null ? gain : worth.coverageScale * gain + worth.values[row]!;
    },
    take: (row) => coverWith(cover, row),
  };
}

/** The mean gain of the first row, over all rows with a gain above 0; 1 when there is none. */
function typicalGain(cover: Cover): number {
  let sum = 0;
  let gaining = 0;
  for (let row = 0; row < cover.lists.candidates; row++) {
    const gain = coverageGain(cover, row);
    if (gain <= 0) continue;
    sum += gain;
    gaining += 1;
  }
  return gaining === 0 ? 1 : sum / gaining;
}

/**
 * The objective of QDIT (Bukharin et al., Data Diversity Matters for Robust Instruction Tuning, 2024): `alpha` times the
 * coverage plus `1 - alpha` times the quality. Coverage is measured in gains of a typical first row, so that such a row
 * weighs as much as the whole range of quality, however large the corpus is.
 * @param quality the quality of each row, from 0 to 1
 */
export function qualityWorth(cover: Cover, quality: Float64Array, alpha: number): OwnWorth {
  return {
    values: quality.map((value) => (1 - alpha) * value),
    coverageScale: alpha / typicalGain(cover),
  };
}

/**
 * The second sum of facility location mutual information, FLQMI (Kothawade et al., PRISM, AAAI 2022, table 1):
 * `I(S; Q) = sum over i in Q of max over j in S of s_ij + eta sum over j in S of max over i in Q of s_ij`. The first sum
 * is the coverage of the target set.
 * @param relevance the similarity of each candidate to the nearest row of the target
 */
export function relevanceWorth(relevance: Float64Array, eta: number): OwnWorth {
  return { values: relevance.map((similarity) => eta * Math.max(0, similarity)), coverageScale: 1 };
}
