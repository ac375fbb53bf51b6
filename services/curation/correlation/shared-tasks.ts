import { countTasks, type Membership } from '../rows/task-membership.ts';
import type { Matrix } from './correlation.ts';

/**
 * For each pair of sets the share of the rows of `from` that have a task, whose task `to` has too, `matrix[from][to]`. A set in which no
 * row has a task shares none, but with itself.
 */
export function sharedTasks(sets: readonly Membership[]): Matrix {
  const counted = sets.map(countTasks);
  return counted.map((from, place) => {
    const all = [...from.values()].reduce((sum, count) => sum + count, 0);
    return counted.map((to, other) => {
      if (place === other) return 1;
      const shared = [...from].reduce((sum, [task, count]) => sum + (to.has(task) ? count : 0), 0);
      return all === 0 ? 0 : shared / all;
    });
  });
}
