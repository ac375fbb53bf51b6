import type { Points } from '../../analysis/points.ts';
import { selectRows } from '../../analysis/points.ts';
import { at } from '../../runtime/at.ts';
import type { NearestIn } from './nearest-in.ts';

/** Rows whose tasks are compared. */
export interface TaskRows {
  /** The name of each row's task; null where a row has no label. */
  readonly labels: readonly (string | null)[];
  readonly task: Points;
}

/** The task of each row; null where the row has no label and resembles no labelled row closely enough. */
export type Membership = readonly (string | null)[];

/** Writes into `best`, for each row of `asking`, the label of its nearest labelled row, if that row is nearer than the best so far. */
async function nearestLabels(
  asking: Points,
  { labels, task }: TaskRows,
  nearestIn: NearestIn,
  best: { readonly labels: (string | null)[]; readonly scores: Float32Array },
): Promise<void> {
  const labelled = [...labels.keys()].filter((row) => labels[row] !== null);
  if (labelled.length === 0) return;
  const { neighbours, scores } = await nearestIn(asking, selectRows(task, labelled), 1);
  scores.forEach((score, i) => {
    if (score <= at(best.scores, i)) return;
    best.scores[i] = score;
    best.labels[i] = at(labels, at(labelled, at(neighbours, i)));
  });
}

/**
 * The task of each row. It is the row's own label where one of the references has this label too. Otherwise it is the
 * label of the most similar labelled row of the references, if their cosine similarity is at least `sameTaskFrom`, and else
 * the row's own label. In this way rows without a label count too, and so do rows whose label is another name for the task.
 * @param references sets whose labels are the tasks; of two equally similar rows, that of the earlier set counts
 */
export async function membersOf(
  rows: TaskRows,
  references: readonly TaskRows[],
  nearestIn: NearestIn,
  sameTaskFrom: number,
): Promise<Membership> {
  const known = new Set(references.flatMap(({ labels }) => [...new Set(labels)]));
  const asking = [...rows.labels.keys()].filter((row) => {
    const label = at(rows.labels, row);
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
  asking.forEach((row, i) => {
    const label = at(best.labels, i);
    if (label !== null && at(best.scores, i) >= sameTaskFrom) members[row] = label;
  });
  return members;
}

/** How many rows each task has; rows without a task are counted under null. */
export function countTasks(members: Membership): Map<string | null, number> {
  const counts = new Map<string | null, number>();
  for (const task of members) counts.set(task, (counts.get(task) ?? 0) + 1);
  return counts;
}
