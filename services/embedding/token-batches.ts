import { at } from '../runtime/at.ts';

/**
 * What it costs to start a run, expressed in tokens: a run of one short text takes about 1 ms longer than its tokens take,
 * and a token takes 0.06 ms (MiniLM in dynamic int8) to 0.14 ms (the shipped encoder).
 */
const RUN_OVERHEAD_TOKENS = 16;

/**
 * Groups texts into runs of the graph so that the least is computed, counting tokens, padding and the overhead of each
 * run. The texts are sorted by length, the longest first so that the threads finish at about the same time, and where to
 * cut is found by dynamic programming. A run has at most `budget` tokens, padding included; a longer text runs alone.
 *
 * @param lengths the number of tokens of each text
 * @param budget  the largest product of the number of rows and the length of the longest row
 * @returns for each run the indices of its texts; every text is in exactly one run
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

/** For every `end` the place where the last run starts when the first `end` texts of `sorted` are cut most cheaply. */
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
