import type { Points } from '../../analysis/points.ts';
import { selectRows } from '../../analysis/points.ts';
import type { NearestIn } from './nearest-in.ts';

/** Rows whose tasks are compared. */
export interface TaskRows {
  /** Names of the tasks; null where a row has none. */
  readonly labels: readonly (string | null)[];
  readonly task: Points;
}

/** The task of each row; null where it has none and is like no row that has one. */
export type Membership = readonly (string | null)[];

/** Takes the label of its nearest labelled row for each row asked about, where that is nearer than what is known. */
async function nearestLabels(
  asking: Points,
  { labels, task }: TaskRows,
  nearestIn: NearestIn,
  best: { readonly labels: (string | null)[]; readonly scores: Float32Array },
): Promise<void> {
  const labelled = [...labels.keys()].filter((row) => labels[row] !== null);
  if (labelled.length === 0) return;
  const { neighbours, scores } = await nearestIn(asking, selectRows(task, labelled), 1);
  scores.forEach((score, at) => {
    if (score <= (best.scores[at] ?? 0)) return;
    best.scores[at] = score;
    best.labels[at] = labels[labelled[neighbours[at] ?? 0] ?? 0] ?? null;
  });
}

/**
 * The tasks of rows: their own labels where a reference has them too, else the label of the most similar labelled row of the
 * references, if its similarity is at least `sameTaskFrom`, else their own. So that rows without a label count, and rows whose
 * label names the same work otherwise.
 * @param references sets whose labels are the tasks to tell apart; equally similar rows of an earlier one go first
 */
export async function membersOf(
  rows: TaskRows,
  references: readonly TaskRows[],
  nearestIn: NearestIn,
  sameTaskFrom: number,
): Promise<Membership> {
  const known = new Set(references.flatMap(({ labels }) => [...new Set(labels)]));
  const asking = [...rows.labels.keys()].filter((row) => {
    const label = rows.labels[row] ?? null;
    return label === null || !known.has(label);
  });
  const members = [...rows.labels];
  if (asking.length === 0) return members;
  const points = selectRows(rows.task, asking);
  const best = {
    labels: new Array<string | null>(asking.length).fill(null),
    scores: new Float32Array(asking.length),
  };
  for (const reference of references) await nearestLabels(points, reference, nearestIn, best);
  asking.forEach((row, at) => {
    const label = best.labels[at] ?? null;
    if (label !== null && (best.scores[at] ?? 0) >= sameTaskFrom) members[row] = label;
  });
  return members;
}

/** How many rows each task has; rows without one are under null. */
export function countTasks(members: Membership): Map<string | null, number> {
  const counts = new Map<string | null, number>();
  for (const task of members) counts.set(task, (counts.get(task) ?? 0) + 1);
  return counts;
}
