import type { Points } from '../../analysis/points.ts';
import { selectRows } from '../../analysis/points.ts';
import type { NearestIn } from '../nearest-in.ts';

/** Rows whose tasks are compared. */
export interface TaskRows {
  /** Names of the tasks; null where a row has none. */
  readonly labels: readonly (string | null)[];
  readonly task: Points;
}

/** The task of each row; null where it has none and is like no row that has one. */
export type Membership = readonly (string | null)[];

/**
 * The tasks of rows: their own labels where `reference` has them too, else the label of the most similar labelled row of
 * `reference`, if its similarity is at least `sameTaskFrom`, else their own. So that rows without a label count, and rows whose
 * label names the same work otherwise.
 */
export async function membersOf(
  rows: TaskRows,
  reference: TaskRows,
  nearestIn: NearestIn,
  sameTaskFrom: number,
): Promise<Membership> {
  const labelled = [...reference.labels.keys()].filter((row) => reference.labels[row] !== null);
  const known = new Set(reference.labels);
  const asking = [...rows.labels.keys()].filter((row) => {
    const label = rows.labels[row] ?? null;
    return label === null || !known.has(label);
  });
  const members = [...rows.labels];
  if (labelled.length === 0 || asking.length === 0) return members;
  const { neighbours, scores } = await nearestIn(
    selectRows(rows.task, asking),
    selectRows(reference.task, labelled),
    1,
  );
  asking.forEach((row, at) => {
    if ((scores[at] ?? 0) < sameTaskFrom) return;
    members[row] = reference.labels[labelled[neighbours[at] ?? 0] ?? 0] ?? null;
  });
  return members;
}

/** How many rows each task has; rows without one are under null. */
export function countTasks(members: Membership): Map<string | null, number> {
  const counts = new Map<string | null, number>();
  for (const task of members) counts.set(task, (counts.get(task) ?? 0) + 1);
  return counts;
}
