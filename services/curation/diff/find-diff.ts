import type { ChangedRow, DiffReport } from '../../../schemas/curation/diff.ts';
import type { ExampleRow, TaskBy } from '../../../schemas/curation/same-task.ts';
import type { TaskChange as ReportedChange } from '../../../schemas/curation/diff.ts';
import type { InstructionRecord } from '../../../schemas/record.ts';
import { at } from '../../runtime/at.ts';
import { searchOf } from '../rows/nearest-in.ts';
import type { CurationContext, Operation } from '../operation.ts';
import { exampleOf, loadLabelledRows } from '../rows/labelled-rows.ts';
import { tasksOf } from '../group-tasks/task-names.ts';
import type { LabelledRows } from '../rows/labelled-rows.ts';
import { rowHashes } from './row-hashes.ts';
import { taskChanges } from './task-changes.ts';
import type { ChangeKind, TaskShift } from './task-changes.ts';
import { membersOf, withoutTask } from '../rows/task-membership.ts';
import type { Membership } from '../rows/task-membership.ts';
import { textChanges } from './text-changes.ts';
import type { TextChanges } from './text-changes.ts';

/** How many changes of each kind a report lists at most. */
const CHANGES_A_KIND = 10;
const EXAMPLES_A_CHANGE = 2;
const TOLD: readonly ChangeKind[] = ['added', 'lost', 'grown', 'shrunk'];

interface Version {
  readonly rows: LabelledRows<'task'>;
  readonly requests: readonly string[];
  readonly answers: readonly string[];
  readonly members: Membership;
}

async function load(corpus: string, by: TaskBy, context: CurationContext) {
  const requests: string[] = [];
  const answers: string[] = [];
  const onRecord = (record: InstructionRecord): void => {
    const { request, answer } = rowHashes(record);
    requests.push(request);
    answers.push(answer);
  };
  const rows = await loadLabelledRows(corpus, ['task'], context, { by, onRecord });
  return { rows, requests, answers };
}

function toReported({ task, kind, rows, shares, z, q }: TaskShift): ReportedChange {
  return {
    task,
    kind,
    old_rows: rows.old,
    new_rows: rows.new,
    old_share: shares.old,
    new_share: shares.new,
    z,
    q,
  };
}

function examplesOf({ rows, members }: Version, task: string): ExampleRow[] {
  const found: ExampleRow[] = [];
  for (let row = 0; row < members.length && found.length < EXAMPLES_A_CHANGE; row++) {
    if (members[row] === task) found.push(exampleOf(rows, row));
  }
  return found;
}

/** The largest changes of each kind, with examples from the set in which the task has the larger share. */
function toldChanges(changes: readonly TaskShift[], old: Version, now: Version): DiffReport['changes'] {
  return TOLD.flatMap((kind) =>
    changes.filter((change) => change.kind === kind).slice(0, CHANGES_A_KIND),
  ).map((change) => ({
    ...toReported(change),
    examples: examplesOf(change.shares.new > change.shares.old ? now : old, change.task),
  }));
}

/** All rows that were added or removed, or whose text the old corpus has without their answer. */
function* changedRows(old: Version, now: Version, changes: TextChanges): Generator<ChangedRow> {
  for (const [row, id] of old.rows.ids.entries()) {
    if (changes.old[row] === 'removed') yield { id, corpus: old.rows.corpus, change: 'removed' };
  }
  for (const [row, id] of now.rows.ids.entries()) {
    const change = changes.new[row];
    if (change !== undefined && change !== 'same') yield { id, corpus: now.rows.corpus, change };
  }
}

function countsOf(changes: readonly TaskShift[]): DiffReport['tasks'] {
  const counts = { added: 0, lost: 0, grown: 0, shrunk: 0, same: 0 };
  const clear = { ...counts };
  for (const change of changes) {
    counts[change.kind] += 1;
    if (change.clear) clear[change.kind] += 1;
  }
  return { ...counts, clearly_added: clear.added, clearly_lost: clear.lost };
}

/**
 * Compares an old and a new corpus: which texts and answers changed, and how the tasks are distributed.
 * @throws KindredError `not_found` when a corpus has no records any more, `cancelled` when the job was cancelled
 */
export const findDiff: Operation<'diff'> = async (_, operation, context) => {
  const { same_task_from: sameTaskFrom, by } = operation;
  const search = searchOf(context, 'nearest in task');
  const before = await load(operation.old, by, context);
  const after = await load(operation.new, by, context);
  // The names of both sets are tasks, so that a new task is not taken for an old one that it resembles.
  const both = await tasksOf(by, [before.rows, after.rows], context);
  const members = (set: number): Promise<Membership> => membersOf(at(both, set), both, search, sameTaskFrom);
  const old = { ...before, members: await members(0) };
  const now = { ...after, members: await members(1) };
  const texts = textChanges(
    { hashes: old.requests, answers: old.answers },
    { hashes: now.requests, answers: now.answers },
  );
  const { changes, distance } = taskChanges(old.members, now.members);
  await context.files.writeLines('tasks.jsonl', changes.map(toReported));
  await context.files.writeLines('rows.jsonl', changedRows(old, now, texts));
  const rows = { old: old.members.length, new: now.members.length };
  return {
    rows: rows.old + rows.new,
    report: {
      kind: 'diff',
      old: operation.old,
      new: operation.new,
      rows,
      by,
      without_task: { old: withoutTask(old.members), new: withoutTask(now.members) },
      texts: {
        same: texts.same,
        added: texts.added,
        removed: texts.removed,
        other_answer: texts.otherAnswer,
      },
      tasks: countsOf(changes),
      distance,
      changes: toldChanges(changes, old, now),
    },
  };
};
