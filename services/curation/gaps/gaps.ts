import { at } from '../../runtime/at.ts';
import { shareChange } from '../rows/shares.ts';
import { countTasks, withoutTask } from '../rows/task-membership.ts';
import type { Membership } from '../rows/task-membership.ts';

/** Fewer rows by this many standard deviations are no chance: of 100 tasks that are not thin, one would be so far below. */
const CLEARLY_FEWER = 2.326;
/** A task may be thin when the training set has less than this part of the expected rows. */
const THIN = 0.5;

type GapKind = 'missing' | 'thin' | 'covered';

/** A task of the target, and how much of it the training set has. */
export interface Gap {
  readonly task: string;
  readonly kind: GapKind;
  /** How many rows of the target have this task. */
  readonly target: number;
  /** How many rows the training set would have if the task were as frequent there as in the target. */
  readonly expected: number;
  /** How many rows of the training set have this task. */
  readonly found: number;
  /** How many rows to add so that the task has the same share in the training set as in the target. */
  readonly lacking: number;
  /** The share of the task's rows in the target that are near enough to a training row to have its task. */
  readonly covered: number;
}

interface GapInput {
  /** The tasks of the rows of the target. */
  readonly target: Membership;
  /** The tasks of the training rows. */
  readonly train: Membership;
  /** The similarity of each row of the target to the nearest training row, in the task space. */
  readonly nearest: Float32Array;
  /** The task similarity from which two rows have the same task. */
  readonly sameTaskFrom: number;
}

function kindOf(gap: Omit<Gap, 'kind'>, z: number): GapKind {
  if (gap.found === 0 && gap.covered === 0) return 'missing';
  return gap.found < THIN * gap.expected && z < -CLEARLY_FEWER ? 'thin' : 'covered';
}

function largestFirst(one: Gap, other: Gap): number {
  return (
    Number(one.kind === 'covered') - Number(other.kind === 'covered') ||
    other.lacking - one.lacking ||
    other.target - one.target ||
    (one.task < other.task ? -1 : 1)
  );
}

/**
 * The tasks of a target set, the largest gaps first. A task is missing when no training row has it and no training row lies
 * near its rows. It is thin when the training set has less than half of the expected rows and chance does not explain this
 * (`shares.ts`, one-sided, 1 %). Rows without a task count in neither set.
 */
export function findGaps({ target, train, nearest, sameTaskFrom }: GapInput): Gap[] {
  const inTrain = countTasks(train);
  const totals = { old: target.length - withoutTask(target), new: train.length - withoutTask(train) };
  const near = countTasks(target.map((task, row) => (at(nearest, row) >= sameTaskFrom ? task : null)));
  return [...countTasks(target)]
    .map(([task, rows]): Gap => {
      const share = rows / totals.old;
      const found = inTrain.get(task) ?? 0;
      const expected = share * totals.new;
      const short = Math.max(0, expected - found);
      const lacking = share < 1 ? Math.ceil(short / (1 - share)) : Math.ceil(short);
      const gap = { task, target: rows, expected, found, lacking, covered: (near.get(task) ?? 0) / rows };
      const counts = { old: rows, new: found };
      const { z } = shareChange(counts, totals);
      return { ...gap, kind: kindOf(gap, z) };
    })
    .sort(largestFirst);
}
