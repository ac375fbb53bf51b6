import type { Points } from '../../analysis/points.ts';
import { selectRows } from '../../analysis/points.ts';
import { at } from '../../runtime/at.ts';
import type { NearestIn } from './nearest-in.ts';

/** Rows whose tasks are compared. */
export interface TaskRows {
  /** The name of each row's task; null where a row has none. */
  readonly names: readonly (string | null)[];
  /** Whether names are of one fixed set, as kinds are, so that two names are two tasks; labels may be two words for one task. */
  readonly areFixed: boolean;
  readonly task: Points;
}

/** The task of each row; null where the row has no name and resembles no named row closely enough. */
export type Membership = readonly (string | null)[];

/** Writes into `best`, for each row of `asking`, the name of its nearest named row, if that row is nearer than the best so far. */
async function nearestNames(
  asking: Points,
  { names, task }: TaskRows,
  nearestIn: NearestIn,
  best: { readonly names: (string | null)[]; readonly scores: Float32Array },
): Promise<void> {
  const named = [...names.keys()].filter((row) => names[row] !== null);
  if (named.length === 0) return;
  const { neighbours, scores } = await nearestIn(asking, selectRows(task, named), 1);
  scores.forEach((score, i) => {
    if (score <= at(best.scores, i)) return;
    best.scores[i] = score;
    best.names[i] = at(names, at(named, at(neighbours, i)));
  });
}

/**
 * The task of each row. It is the row's own name where that is fixed, or one of the references has this name too. Otherwise it is the
 * name of the most similar named row of the references, if their cosine similarity is at least `sameTaskFrom`, and else the row's own
 * name. In this way rows without a name count too, and so do rows whose label is another name for the task.
 * @param references sets whose names are the tasks; of two equally similar rows, that of the earlier set counts
 */
export async function membersOf(
  rows: TaskRows,
  references: readonly TaskRows[],
  nearestIn: NearestIn,
  sameTaskFrom: number,
): Promise<Membership> {
  const known = new Set(references.flatMap(({ names }) => [...new Set(names)]));
  const asking = [...rows.names.keys()].filter((row) => {
    const name = at(rows.names, row);
    return name === null || !(rows.areFixed || known.has(name));
  });
  const members = [...rows.names];
  if (asking.length === 0) return members;
  const points = selectRows(rows.task, asking);
  const best = {
    names: new Array<string | null>(asking.length).fill(null),
    scores: new Float32Array(asking.length),
  };
  for (const reference of references) await nearestNames(points, reference, nearestIn, best);
  asking.forEach((row, i) => {
    const name = at(best.names, i);
    if (name !== null && at(best.scores, i) >= sameTaskFrom) members[row] = name;
  });
  return members;
}

/** How many rows each task has. Rows without a task are in no count: each of them may ask for something else. */
export function countTasks(members: Membership): Map<string, number> {
  const counts = new Map<string, number>();
  for (const task of members) if (task !== null) counts.set(task, (counts.get(task) ?? 0) + 1);
  return counts;
}

export function withoutTask(members: Membership): number {
  return members.filter((task) => task === null).length;
}
