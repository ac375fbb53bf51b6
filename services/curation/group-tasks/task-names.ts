import type { TaskBy } from '../../../schemas/curation/same-task.ts';
import { concatenated, type Points } from '../../analysis/points.ts';
import { pauseFor } from '../../runtime/event-loop-yield.ts';
import { groupNames } from './group-names.ts';
import { at } from '../../runtime/at.ts';
import type { CurationContext } from '../operation.ts';
import type { LabelledRows } from '../rows/labelled-rows.ts';
import type { TaskRows } from '../rows/task-membership.ts';
import { toldInCorpus, type ReadRows } from './told-in-corpus.ts';

/** Rows of a corpus with what was told of them. */
export interface NamedRows extends ReadRows {
  readonly task: Points;
}

/**
 * The task of each row of each set, as `by` says; null where it has none. Groups are made of all sets together, so that a task has one
 * name in all of them.
 */
export async function taskNames(
  by: TaskBy,
  sets: readonly NamedRows[],
  { encoding, signal, report }: Pick<CurationContext, 'encoding' | 'signal' | 'report'>,
): Promise<readonly (readonly (string | null)[])[]> {
  if (by === 'label') return sets.map(({ labels }) => labels);
  if (by === 'kind') return sets.map(({ kinds }) => kinds);
  report('grouping', 0, null);
  const all = {
    labels: sets.flatMap(({ labels }) => labels),
    kinds: sets.flatMap(({ kinds }) => kinds),
    sureKinds: sets.flatMap(({ kinds, sureKinds = kinds }) => sureKinds),
    openings: sets.flatMap(({ openings }) => openings),
  };
  const { encoder } = encoding;
  const points = concatenated(sets.map(({ task }) => task));
  if (all.openings.length !== points.rows) throw new Error('groups need the openings of all rows');
  const told = await toldInCorpus(points, all, encoder, pauseFor(signal));
  const titles = encoder.kinds?.titles ?? new Map<string, string>();
  const names = await groupNames(points, told, titles, pauseFor(signal));
  let begin = 0;
  return sets.map(({ labels }) => names.slice(begin, (begin += labels.length)));
}

/** What comparisons of tasks need of the rows of several corpora, whose tasks are what `by` says. */
export async function tasksOf(
  by: TaskBy,
  sets: readonly LabelledRows<'task'>[],
  context: CurationContext,
): Promise<TaskRows[]> {
  const told = sets.map(({ points, ...rows }) => ({ ...rows, task: points.task }));
  const names = await taskNames(by, told, context);
  return told.map(({ task }, set) => ({ names: at(names, set), areFixed: by !== 'label', task }));
}
