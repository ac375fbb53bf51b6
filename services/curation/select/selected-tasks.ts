import type { SelectedTask } from '../../../schemas/curation/select.ts';
import { at } from '../../runtime/at.ts';
import type { SelectionInput } from './selection-input.ts';
import type { Pick } from './lazy-greedy.ts';

interface Tasked {
  readonly tasks: SelectionInput['tasks'];
  readonly initial: SelectionInput['initial'];
  readonly excluded: SelectionInput['excluded'];
}

/**
 * What each task has in the corpus and keeps in every beginning of the ranking, the largest task first; the rows without a task
 * stand last.
 */
export function selectedTasks(
  { tasks, initial, excluded }: Tasked,
  ranking: readonly Pick[],
): SelectedTask[] {
  const found = new Map<string | null, SelectedTask>();
  const ofRow = (row: number): SelectedTask => {
    const task = at(tasks, row);
    const known = found.get(task) ?? { task, rows: 0, excluded: 0, initial: 0, ranks: [] };
    found.set(task, known);
    return known;
  };
  for (const row of tasks.keys()) {
    const one = ofRow(row);
    one.rows += 1;
    if (excluded[row] === 1) one.excluded += 1;
  }
  for (const row of initial) ofRow(row).initial += 1;
  ranking.forEach(({ row }, place) => ofRow(row).ranks.push(place + 1));
  return [...found.values()].toSorted(
    (a, b) =>
      Number(a.task === null) - Number(b.task === null) ||
      b.rows - a.rows ||
      ((a.task ?? '') < (b.task ?? '') ? -1 : 1),
  );
}
