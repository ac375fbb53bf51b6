import type { Pair } from './pair.ts';

/**
 * The judgements from the first pair up to the first one that nobody judged: these are a random sample. Later ones, which somebody may
 * have picked because they are doubtful, are left out.
 */
export function judgedSoFar(
  pairs: readonly Pick<Pair, 'id' | 'decision'>[],
): { readonly id: string; readonly right: boolean }[] {
  const open = pairs.findIndex(({ decision }) => decision === null);
  const judged = open < 0 ? pairs : pairs.slice(0, open);
  return judged.map(({ id, decision }) => ({ id, right: decision !== 'different' }));
}
