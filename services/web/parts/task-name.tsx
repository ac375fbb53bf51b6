import type { VNode } from 'preact';
import type { TaskBy } from '../../../schemas/curation/same-task.ts';
import { writeAddress } from '../shell/address.ts';
import { kindInWords } from './told-in-words.ts';

interface TaskNameProps {
  /** Null for the rows without one. */
  readonly task: string | null;
  readonly by: TaskBy;
  /** The corpus whose rows of the task can be looked at. */
  readonly corpus: string;
}

/** The name of a task, with the way to its rows where a filter leads there. */
export function TaskName({ task, by, corpus }: TaskNameProps): VNode {
  if (task === null) return <span class="soft">without one</span>;
  if (by === 'group') return <>{task}</>;
  return (
    <a href={writeAddress({ view: 'rows', told: { corpus, [by]: task } })}>
      {by === 'kind' ? kindInWords(task) : task.replace('|', ' ')}
    </a>
  );
}
