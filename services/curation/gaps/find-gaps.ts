import type { ExampleRow } from '../../../schemas/curation/same-task.ts';
import type { GapsReport, TaskGap } from '../../../schemas/curation/gaps.ts';
import { at } from '../../runtime/at.ts';
import { searchOf } from '../rows/nearest-in.ts';
import type { CurationContext, Operation } from '../operation.ts';
import { chooseFillers } from './fill-gaps.ts';
import type { Filler } from './fill-gaps.ts';
import { findGaps } from './gaps.ts';
import type { Gap } from './gaps.ts';
import { exampleOf, loadLabelledRows } from '../rows/labelled-rows.ts';
import { tasksOf } from '../group-tasks/task-names.ts';
import type { LabelledRows } from '../rows/labelled-rows.ts';
import { membersOf, withoutTask } from '../rows/task-membership.ts';
import type { Membership, TaskRows } from '../rows/task-membership.ts';

/** How many gaps a report lists at most. */
const GAPS_IN_REPORT = 30;
/** How many examples, and how many fillers, a gap shows at most. */
const EXAMPLES_A_GAP = 3;
/** Rows that begin with the same characters, this many, count as made from one form. */
const SAME_BEGINNING = 60;

/** The target set, and the tasks of its rows. */
interface Target {
  readonly rows: LabelledRows<'task'>;
  readonly tasks: TaskRows;
  readonly members: Membership;
}

interface Fill {
  readonly gap: Gap;
  readonly fillers: readonly Filler[];
}

/**
 * Chooses rows of the pool for each gap. They have its task, are nearest to the rows of the target and differ from each other.
 * Texts of the training set and of the target are never chosen, since the target may be a benchmark.
 */
async function fillGaps(
  gaps: readonly Gap[],
  target: Target,
  pool: Pool,
  { context, known, perTask, sameTaskFrom }: FillOptions,
): Promise<Fill[]> {
  const search = searchOf(context, 'filling');
  const { rows } = pool;
  const members = await membersOf(pool.tasks, [target.tasks], search, sameTaskFrom);
  const { neighbours, scores } = await search(rows.points.task, target.rows.points.task, 1);
  const candidates = new Map<string, Filler[]>();
  members.forEach((task, row) => {
    const filler = { row, target: at(neighbours, row), task: at(scores, row) };
    if (task === null || filler.task < sameTaskFrom || known.has(at(rows.hashes, row))) return;
    const others = candidates.get(task);
    if (others === undefined) candidates.set(task, [filler]);
    else others.push(filler);
  });
  return gaps.map((gap) => {
    const most = gap.kind === 'covered' ? 0 : Math.min(perTask, gap.lacking);
    return { gap, fillers: chooseFillers(candidates.get(gap.task) ?? [], rows.points.content, most) };
  });
}

interface Pool {
  readonly rows: LabelledRows<'task' | 'content'>;
  readonly tasks: TaskRows;
}

interface FillOptions {
  readonly context: CurationContext;
  /** The hashes of texts that must not be chosen. */
  readonly known: ReadonlySet<string>;
  readonly perTask: number;
  readonly sameTaskFrom: number;
}

function toTaskGap({ gap, fillers }: Fill, hasPool: boolean): TaskGap {
  return {
    task: gap.task,
    kind: gap.kind,
    target_rows: gap.target,
    expected_rows: gap.expected,
    found_rows: gap.found,
    lacking_rows: gap.lacking,
    covered_share: gap.covered,
    filled_rows: hasPool ? fillers.length : null,
  };
}

/** Examples of a task: the rows farthest from the training set, which show best what it lacks, with different beginnings. */
function examplesOf({ rows, members }: Target, task: string, nearest: Float32Array): ExampleRow[] {
  const sorted = [...members.keys()]
    .filter((row) => members[row] === task)
    .sort((one, other) => at(nearest, one) - at(nearest, other) || one - other);
  const beginnings = new Map<string, number>();
  for (const row of sorted) {
    const beginning = at(rows.texts, row).slice(0, SAME_BEGINNING);
    if (!beginnings.has(beginning)) beginnings.set(beginning, row);
  }
  return [...beginnings.values()].slice(0, EXAMPLES_A_GAP).map((row) => exampleOf(rows, row));
}

/** The marks of all rows of the pool: rows that fill a gap are kept. */
function* poolMarks({ ids }: LabelledRows, fills: readonly Fill[]) {
  const chosen = new Map(
    fills.flatMap(({ gap, fillers }) => fillers.map(({ row, task }) => [row, { fills: gap.task, task }])),
  );
  for (const [row, id] of ids.entries()) {
    const filler = chosen.get(row);
    yield { id, keep: filler !== undefined, ...filler };
  }
}

function reportOf(
  fills: readonly Fill[],
  target: Target,
  nearest: Float32Array,
  pool: LabelledRows<'task' | 'content'> | null,
): Pick<GapsReport, 'tasks' | 'filled_rows' | 'gaps'> {
  const count = (kind: Gap['kind']): number => fills.filter(({ gap }) => gap.kind === kind).length;
  const open = fills.filter(({ gap }) => gap.kind !== 'covered').slice(0, GAPS_IN_REPORT);
  return {
    tasks: { missing: count('missing'), thin: count('thin'), covered: count('covered') },
    filled_rows: pool === null ? null : fills.reduce((sum, { fillers }) => sum + fillers.length, 0),
    gaps: open.map((fill) => ({
      ...toTaskGap(fill, pool !== null),
      examples: examplesOf(target, fill.gap.task, nearest),
      fillers:
        pool === null ? [] : fill.fillers.slice(0, EXAMPLES_A_GAP).map(({ row }) => exampleOf(pool, row)),
    })),
  };
}

/**
 * Finds the tasks of a target that a training set lacks, and when there is a pool, marks its rows that fill these gaps.
 * @throws KindredError `not_found` when a corpus has no records any more, `cancelled` when the job was cancelled
 */
export const findTaskGaps: Operation<'gaps'> = async (_, operation, context) => {
  const { same_task_from: sameTaskFrom, per_task: perTask, by } = operation;
  const train = await loadLabelledRows(operation.train, ['task'], context, { by });
  const rows = await loadLabelledRows(operation.target, ['task'], context, { by });
  const pool =
    operation.pool === null
      ? null
      : await loadLabelledRows(operation.pool, ['task', 'content'], context, { by });
  const search = searchOf(context, 'nearest in task');
  const sets = await tasksOf(by, [rows, train, ...(pool === null ? [] : [pool])], context);
  const tasks = at(sets, 0);
  const target = { rows, tasks, members: await membersOf(tasks, [tasks], search, sameTaskFrom) };
  const trainMembers = await membersOf(at(sets, 1), [tasks], search, sameTaskFrom);
  const { scores: nearest } = await search(rows.points.task, train.points.task, 1);
  const gaps = findGaps({ target: target.members, train: trainMembers, nearest, sameTaskFrom });
  const known = new Set([...train.hashes, ...rows.hashes]);
  const fills =
    pool === null
      ? gaps.map((gap): Fill => ({ gap, fillers: [] }))
      : await fillGaps(
          gaps,
          target,
          { rows: pool, tasks: at(sets, 2) },
          { context, known, perTask, sameTaskFrom },
        );
  await context.files.writeLines(
    'tasks.jsonl',
    fills.map((fill) => toTaskGap(fill, pool !== null)),
  );
  if (pool !== null) await context.files.writeLines('marks.jsonl', poolMarks(pool, fills));
  const counts = { train: train.ids.length, target: rows.ids.length, pool: pool?.ids.length ?? null };
  return {
    rows: counts.train + counts.target + (counts.pool ?? 0),
    report: {
      kind: 'gaps',
      train: operation.train,
      target: operation.target,
      pool: operation.pool,
      by,
      rows: counts,
      without_task: { train: withoutTask(trainMembers), target: withoutTask(target.members) },
      covered_share: nearest.filter((score) => score >= sameTaskFrom).length / nearest.length,
      ...reportOf(fills, target, nearest, pool),
    },
  };
};
