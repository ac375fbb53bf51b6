/** Scores are given in millionths, which hides the noise of 32-bit sums: equal vectors score exactly 1. */
const SCORE_UNIT = 1e6;

/** A cosine similarity as every store gives it, -1 to 1. */
export function visibleScore(cosine: number): number {
  const rounded = Math.round(cosine * SCORE_UNIT) / SCORE_UNIT;
  return Math.min(1, Math.max(-1, rounded)) + 0;
}

const LEXICAL_UNIT = 1e3;

/** A BM25 score as every store gives it: in thousandths, since sums of many words carry more of that noise. */
export function visibleLexicalScore(score: number): number {
  return Math.round(score * LEXICAL_UNIT) / LEXICAL_UNIT;
}

/** Whether a ranking, which has more than `limit` places, was cut among equal scores at its last one. */
export function lastPlaceIsShared(
  ranked: readonly { readonly score: number }[],
  { limit, minScore }: { readonly limit: number; readonly minScore: number },
): boolean {
  const last = ranked.at(-1)?.score ?? -1;
  return last >= minScore && last === ranked[limit - 1]?.score;
}
