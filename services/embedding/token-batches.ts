import { at } from '../runtime/at.ts';

/**
 * What starting a run costs, in tokens of computing: a run of one short text takes about 1 ms longer than its tokens,
 * and a token 0.06 ms (MiniLM in dynamic int8) to 0.14 ms (the shipped encoder).
 */
const RUN_OVERHEAD_TOKENS = 16;

/**
 * Cuts texts into runs of the graph so that the least is computed: tokens, padding and the overhead of each run. Texts
 * are sorted by length, longest first so that the threads finish together; where to cut is found by dynamic
 * programming. A run holds at most `budget` tokens, padding included; a longer text runs alone.
 *
 * @param lengths tokens of each text
 * @param budget  largest product of rows and longest row
 * @returns indices into `lengths`, every one exactly once
 */
export function cutTokenBatches(lengths: ArrayLike<number>, budget: number): number[][] {
  const order = Array.from(lengths, (length, index) => ({ length, index }));
  order.sort((a, b) => b.length - a.length || a.index - b.index);
  const starts = cheapestStarts(
    order.map(({ length }) => length),
    budget,
  );
  const batches: number[][] = [];
  for (let end = order.length; end > 0; end = at(starts, end)) {
    batches.push(order.slice(at(starts, end), end).map(({ index }) => index));
  }
  return batches.reverse();
}

/** For every end, where the last run of the cheapest cut of `sorted[0..end)` starts. */
function cheapestStarts(sorted: readonly number[], budget: number): number[] {
  const costs = [0];
  const starts = [0];
  for (let end = 1; end <= sorted.length; end++) {
    let best = Number.POSITIVE_INFINITY;
    for (let start = end - 1; start >= 0; start--) {
      const computed = (end - start) * at(sorted, start);
      if (computed > budget && start < end - 1) break;
      const cost = at(costs, start) + computed + RUN_OVERHEAD_TOKENS;
      if (cost >= best) continue;
      best = cost;
      starts[end] = start;
    }
    costs[end] = best;
  }
  return starts;
}
