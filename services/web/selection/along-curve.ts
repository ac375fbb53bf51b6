import type { CoveragePoint, SelectedTask } from '../../../schemas/curation/select.ts';

/**
 * What the first rows of a ranking cover, between the points of a curve by the straight line. Tasks are those of the last point
 * before, so that none is counted that is not there yet.
 */
export function pointAt(curve: readonly CoveragePoint[], budget: number): CoveragePoint {
  const before = curve.findLast((point) => point.budget <= budget) ?? curve[0];
  const after = curve.find((point) => point.budget >= budget) ?? before;
  if (before === undefined || after === undefined) return { budget, coverage: 0, tasks: 0 };
  const share =
    after.budget === before.budget ? 0 : (budget - before.budget) / (after.budget - before.budget);
  return {
    budget,
    coverage: before.coverage + share * (after.coverage - before.coverage),
    tasks: before.tasks,
  };
}

/** How many rows of a task are among the first ones of a ranking. */
export function keptAt({ ranks }: Pick<SelectedTask, 'ranks'>, budget: number): number {
  let [low, high] = [0, ranks.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ranks[middle] ?? 0) <= budget) low = middle + 1;
    else high = middle;
  }
  return low;
}
