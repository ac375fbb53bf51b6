import type { ExampleRow } from '../../../schemas/curation/same-task.ts';
import type { GapsReport, TaskGap } from '../../../schemas/curation/gaps.ts';
import { searchOf } from '../rows/nearest-in.ts';
import type { CurationContext, Operation } from '../operation.ts';
import { chooseFillers } from './fill-gaps.ts';
import type { Filler } from './fill-gaps.ts';
import { findGaps } from './gaps.ts';
import type { Gap } from './gaps.ts';
import { exampleOf, loadLabelledRows, tasksOf } from '../rows/labelled-rows.ts';
import type { LabelledRows } from '../rows/labelled-rows.ts';
import { membersOf } from '../rows/task-membership.ts';
import type { Membership } from '../rows/task-membership.ts';

const GAPS_IN_REPORT = 30;
const EXAMPLES_A_GAP = 3;
/** Characters that rows made of one form share. */
const SAME_BEGINNING = 60;

/** A target with the tasks of its rows. */
interface Target {
  readonly rows: LabelledRows<'task'>;
  readonly members: Membership;
}

interface Fill {
  readonly gap: Gap;
  readonly fillers: readonly Filler[];
}

/**
 * Rows of the pool for each gap: of its task, nearest to the target's rows, different from each other, and neither in the training
 * set nor in the target, which may be a benchmark.
 */
async function fillGaps(
  gaps: readonly Gap[],
  target: Target,
  pool: LabelledRows<'task' | 'content'>,
  { context, known, perTask, sameTaskFrom }: FillOptions,
): Promise<Fill[]> {
  const search = searchOf(context, 'filling');
  const members = await membersOf(tasksOf(pool), [tasksOf(target.rows)], search, sameTaskFrom);
  const { neighbours, scores } = await search(pool.points.task, target.rows.points.task, 1);
  const candidates = new Map<string | null, Filler[]>();
  members.forEach((task, row) => {
    const filler = { row, target: neighbours[row] ?? 0, task: scores[row] ?? 0 };
    if (filler.task < sameTaskFrom || known.has(pool.hashes[row] ?? '')) return;
    const others = candidates.get(task);
    if (others === undefined) candidates.set(task, [filler]);
    else others.push(filler);
  });
  return gaps.map((gap) => {
    const most = gap.kind === 'covered' ? 0 : Math.min(perTask, gap.lacking);
    return { gap, fillers: chooseFillers(candidates.get(gap.task) ?? [], pool.points.content, most) };
  });
}

interface FillOptions {
  readonly context: CurationContext;
  /** Hashes of texts that fill nothing. */
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

/** Rows of a task that are farthest from the training set, which show best what it lacks; one of each beginning. */
function examplesOf({ rows, members }: Target, task: string | null, nearest: Float32Array): ExampleRow[] {
  const sorted = [...members.keys()]
    .filter((row) => members[row] === task)
    .sort((one, other) => (nearest[one] ?? 0) - (nearest[other] ?? 0) || one - other);
  const beginnings = new Map<string, number>();
  for (const row of sorted) {
    const beginning = (rows.texts[row] ?? '').slice(0, SAME_BEGINNING);
    if (!beginnings.has(beginning)) beginnings.set(beginning, row);
  }
  return [...beginnings.values()].slice(0, EXAMPLES_A_GAP).map((row) => exampleOf(rows, row));
}

/** A mark for each row of the pool: kept is what fills a gap. */
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

/** Which tasks of a target a training set lacks; marks rows of a pool that fill them, if there is one. */
export const findTaskGaps: Operation<'gaps'> = async (_, operation, context) => {
  const { same_task_from: sameTaskFrom, per_task: perTask } = operation;
  const train = await loadLabelledRows(operation.train, ['task'], context);
  const rows = await loadLabelledRows(operation.target, ['task'], context);
  const pool =
    operation.pool === null ? null : await loadLabelledRows(operation.pool, ['task', 'content'], context);
  const search = searchOf(context, 'nearest in task');
  const target = { rows, members: await membersOf(tasksOf(rows), [tasksOf(rows)], search, sameTaskFrom) };
  const trainMembers = await membersOf(tasksOf(train), [tasksOf(rows)], search, sameTaskFrom);
  const { scores: nearest } = await search(rows.points.task, train.points.task, 1);
  const gaps = findGaps({ target: target.members, train: trainMembers, nearest, sameTaskFrom });
  const known = new Set([...train.hashes, ...rows.hashes]);
  const fills =
    pool === null
      ? gaps.map((gap): Fill => ({ gap, fillers: [] }))
      : await fillGaps(gaps, target, pool, { context, known, perTask, sameTaskFrom });
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
      rows: counts,
      covered_share: nearest.filter((score) => score >= sameTaskFrom).length / nearest.length,
      ...reportOf(fills, target, nearest, pool),
    },
  };
};
