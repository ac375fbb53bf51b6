import type { Points } from '../analysis/points.ts';
import type { RangeSearch } from './build-graph.ts';
import { openSearchThreads } from './search-threads.ts';

/**
 * Opens threads that compare points pair by pair. The ranges that are asked for must follow one another from row `from` on. Rows of equal
 * score come in the order of their numbers.
 *
 * @param k number of neighbours of a row, at most as many as there are other points
 * @param from rows before this one are compared with, but get no neighbours
 * @throws KindredError `internal` when the runtime cannot be used
 */
export async function openPairwise(points: Points, k: number, from: number): Promise<RangeSearch> {
  const threads = await openSearchThreads(points);
  return {
    nearest: (range) =>
      threads.ask(k, (part, parts) => ({ kind: 'pairwise', range, plan: { k, from, part, parts } })),
    close: () => threads.close(),
  };
}
