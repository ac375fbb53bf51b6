/** Whether a ranking, which has more than `limit` places, was cut among equal scores at its last one. */
export function lastPlaceIsShared(
  ranked: readonly { readonly score: number }[],
  { limit, minScore }: { readonly limit: number; readonly minScore: number },
): boolean {
  const last = ranked.at(-1)?.score ?? -1;
  return last >= minScore && last === ranked[limit - 1]?.score;
}
