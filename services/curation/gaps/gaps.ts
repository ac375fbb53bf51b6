import { shareChange } from '../rows/shares.ts';
import { countTasks } from '../rows/task-membership.ts';
import type { Membership } from '../rows/task-membership.ts';

/** Standard deviations from which on too few rows are no chance: one task in 100 that is not thin would be so far. */
const CLEARLY_FEWER = 2.326;
/** A task is thin below this part of its share in the target. */
const THIN = 0.5;

type GapKind = 'missing' | 'thin' | 'covered';

/** A task of the target, and how much of it the training set has. */
export interface Gap {
  /** Null: rows of the target that have no task. */
  readonly task: string | null;
  readonly kind: GapKind;
  /** Rows of the target with this task. */
  readonly target: number;
  /** Rows the training set would have, were the task as frequent there. */
  readonly expected: number;
  readonly found: number;
  /** Rows to add so that the task has in the training set the share that it has in the target. */
  readonly lacking: number;
  /** Share of the task's rows in the target that have a row of the same task near them in the training set. */
  readonly covered: number;
}

interface GapInput {
  /** Tasks of the rows of target and training set. */
  readonly target: Membership;
  readonly train: Membership;
  /** For each row of the target, its similarity to the nearest training row, in the task space. */
  readonly nearest: Float32Array;
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
    ((one.task ?? '') < (other.task ?? '') ? -1 : 1)
  );
}

/**
 * The tasks of a target set, the largest gaps first. A task is missing when no training row has it and none lies
 * near its rows; it is thin when the training set has less than half of the rows that its share in the target asks for, and
 * chance does not explain that (`shares.ts`, one-sided, 1%).
 */
export function findGaps({ target, train, nearest, sameTaskFrom }: GapInput): Gap[] {
  const inTrain = countTasks(train);
  const near = new Map<string | null, number>();
  target.forEach((task, row) => {
    if ((nearest[row] ?? 0) >= sameTaskFrom) near.set(task, (near.get(task) ?? 0) + 1);
  });
  return [...countTasks(target)]
    .map(([task, rows]): Gap => {
      const share = rows / target.length;
      const found = inTrain.get(task) ?? 0;
      const expected = share * train.length;
      const short = Math.max(0, expected - found);
      const lacking = share < 1 ? Math.ceil(short / (1 - share)) : Math.ceil(short);
      const gap = { task, target: rows, expected, found, lacking, covered: (near.get(task) ?? 0) / rows };
      const counts = { old: rows, new: found };
      const { z } = shareChange(counts, { old: target.length, new: train.length });
      return { ...gap, kind: kindOf(gap, z) };
    })
    .sort(largestFirst);
}
