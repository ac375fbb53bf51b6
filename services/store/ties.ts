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
