import { at } from '../../runtime/at.ts';
import { falseDiscoveryRates, shareChange } from '../rows/shares.ts';
import { countTasks, withoutTask } from '../rows/task-membership.ts';
import type { Membership } from '../rows/task-membership.ts';

/** The share of false findings to expect among the changes that are called clear. */
const FALSE_FINDINGS = 0.05;

export type ChangeKind = 'added' | 'lost' | 'grown' | 'shrunk' | 'same';

/** How frequent a task is in an old and in a new set. */
export interface TaskShift {
  readonly task: string;
  readonly kind: ChangeKind;
  readonly rows: { readonly old: number; readonly new: number };
  readonly shares: { readonly old: number; readonly new: number };
  /** How clearly the share changed, in standard deviations: above 0 when it grew. */
  readonly z: number;
  /** The share of false findings to expect among the changes that are at least as clear. */
  readonly q: number;
  /** Whether the change is too large for chance. */
  readonly clear: boolean;
}

export interface TaskChanges {
  /** The largest change of share first; equal ones by name. */
  readonly changes: readonly TaskShift[];
  /** The total variation distance, 0 to 1: the share of the rows with a task that need another one to turn one set into the other. */
  readonly distance: number;
}

function kindOf(rows: TaskShift['rows'], z: number, clear: boolean): ChangeKind {
  if (rows.old === 0) return 'added';
  if (rows.new === 0) return 'lost';
  if (!clear) return 'same';
  return z < 0 ? 'shrunk' : 'grown';
}

const difference = ({ shares }: TaskShift): number => shares.new - shares.old;

function byChange(one: TaskShift, other: TaskShift): number {
  const gap = Math.abs(difference(other)) - Math.abs(difference(one));
  return gap || (one.task < other.task ? -1 : 1);
}

/**
 * Which tasks were added, lost, grew or shrank from one set to the next. A task grows or shrinks when chance does not explain it. Rows
 * without a task count in neither set.
 */
export function taskChanges(old: Membership, now: Membership): TaskChanges {
  const [before, after] = [countTasks(old), countTasks(now)];
  const tasks = [...new Set([...before.keys(), ...after.keys()])];
  const totals = { old: old.length - withoutTask(old), new: now.length - withoutTask(now) };
  const counted = tasks.map((task) => {
    const rows = { old: before.get(task) ?? 0, new: after.get(task) ?? 0 };
    return { task, rows, ...shareChange(rows, totals) };
  });
  const rates = falseDiscoveryRates(counted.map(({ p }) => p));
  const changes = counted.map(({ task, rows, z }, i): TaskShift => {
    const shares = { old: rows.old / Math.max(1, totals.old), new: rows.new / Math.max(1, totals.new) };
    const q = at(rates, i);
    const clear = q <= FALSE_FINDINGS;
    return { task, kind: kindOf(rows, z, clear), rows, shares, z, q, clear };
  });
  return {
    changes: changes.sort(byChange),
    distance: changes.reduce((sum, change) => sum + Math.abs(difference(change)), 0) / 2,
  };
}
