import type { Pair } from './pair.ts';

/**
 * The pairs as they are after the swaps among them: where a row took the place of the one that others were dropped for, they name
 * it too. Of several swaps for one row the last holds, and the others count as `same`, as the service has it.
 * @param made what was decided here, in the order in which it was
 */
export function afterSwaps(pairs: readonly Pair[], made: ReadonlyMap<string, unknown>): readonly Pair[] {
  const order = new Map([...made.keys()].map((id, at) => [id, at]));
  const swapOf = new Map<string, Pair>();
  for (const pair of pairs) {
    const known = swapOf.get(pair.duplicate_of);
    if (pair.decision !== 'swap' || (known !== undefined && isLater(known, pair, order))) continue;
    swapOf.set(pair.duplicate_of, pair);
  }
  if (swapOf.size === 0) return pairs;
  return pairs.map((pair) => {
    const swap = swapOf.get(pair.duplicate_of);
    if (swap === undefined || swap.id === pair.id) return pair;
    const { id, dropped, source } = swap;
    const decision = pair.decision === 'swap' ? 'same' : pair.decision;
    return { ...pair, duplicate_of: id, kept: dropped, kept_source: source, decision, isAfterSwap: true };
  });
}

/** Whether one was decided after another: what was decided here comes after all that the service knew. */
function isLater(one: Pair, other: Pair, order: ReadonlyMap<string, number>): boolean {
  const [here, there] = [order.get(one.id) ?? -1, order.get(other.id) ?? -1];
  return here === there ? (one.decided?.at ?? '') > (other.decided?.at ?? '') : here > there;
}
