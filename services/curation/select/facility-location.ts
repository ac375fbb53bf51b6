import { coverageGain, coverWith } from './coverage.ts';
import type { Cover } from './coverage.ts';
import type { Marginal } from './lazy-greedy.ts';

/** Something a row is worth by itself, mixed with what it covers. */
export interface OwnWorth {
  /** By candidate. */
  readonly values: Float64Array;
  /** What a gain of coverage is multiplied with. */
  readonly coverageScale: number;
}

/**
 * Facility location: `f(S) = sum over rows i of w_i max(0, max over j in S of s_ij)`, monotone and submodular, so that
 * greedy reaches 1 - 1/e of the best value (Nemhauser, Wolsey and Fisher 1978). With own worth the gain is
 * `coverageScale` times that of `f`, plus the worth of the row, which keeps it submodular.
 */
export function facilityLocation(cover: Cover, worth: OwnWorth | null): Marginal {
  return {
    gain: (row) => {
      const gain = coverageGain(cover, row);
      return worth === null ? gain : worth.coverageScale * gain + (worth.values[row] ?? 0);
    },
    take: (row) => coverWith(cover, row),
  };
}

/** Mean gain of the rows that would gain anything as the first; 1 when none would. */
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
 * coverage plus `1 - alpha` times the quality, from 0 to 1. Coverage is counted in gains of a typical first row,
 * so that such a row weighs as much as the whole range of quality, however large the corpus is.
 */
export function qualityWorth(cover: Cover, quality: Float64Array, alpha: number): OwnWorth {
  return {
    values: quality.map((value) => (1 - alpha) * value),
    coverageScale: alpha / typicalGain(cover),
  };
}

/**
 * The query's part of facility location mutual information, FLQMI (Kothawade et al., PRISM, AAAI 2022, table 1):
 * `I(S; Q) = sum over i in Q of max over j in S of s_ij + eta sum over j in S of max over i in Q of s_ij`. The first sum
 * is the coverage of the target set; this is the second.
 * @param relevance similarity of each candidate to the nearest row of the target
 */
export function relevanceWorth(relevance: Float64Array, eta: number): OwnWorth {
  return { values: relevance.map((similarity) => eta * Math.max(0, similarity)), coverageScale: 1 };
}
