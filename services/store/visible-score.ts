/** Cosines are rounded to millionths, which hides the rounding errors of 32-bit sums: equal vectors score exactly 1. */
const SCORE_UNIT = 1e6;

/** A cosine similarity as every store gives it: rounded to millionths, -1 to 1. */
export function visibleScore(cosine: number): number {
  const rounded = Math.round(cosine * SCORE_UNIT) / SCORE_UNIT;
  return Math.min(1, Math.max(-1, rounded)) + 0;
}

const LEXICAL_UNIT = 1e3;

/** A BM25 score as every store gives it: rounded to thousandths, because sums over many words have larger errors. */
export function visibleLexicalScore(score: number): number {
  return Math.round(score * LEXICAL_UNIT) / LEXICAL_UNIT;
}

/**
 * Whether the last result of a ranking scores as much as the last one that is wanted, so that others which were not given
 * may score as much too.
 * @param ranked best first, more results than `limit`
 */
export function lastPlaceIsShared(
  ranked: readonly { readonly score: number }[],
  { limit, minScore }: { readonly limit: number; readonly minScore: number },
): boolean {
  const last = ranked.at(-1)?.score ?? -1;
  return last >= minScore && last === ranked[limit - 1]?.score;
}
