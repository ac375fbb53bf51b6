import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { SelectedTask } from '../../../schemas/curation/select.ts';
import { TASKS_BY, type TaskBy } from '../../../schemas/curation/same-task.ts';
import { counted, grouped } from '../../../schemas/counted.ts';
import { TaskName } from '../parts/task-name.tsx';
import { percent } from '../parts/told-in-words.ts';
import { keptAt } from './along-curve.ts';

const AT_FIRST = 25;

interface TableProps {
  readonly corpus: string;
  readonly by: TaskBy;
  /** Null while they have not come. */
  readonly tasks: readonly SelectedTask[] | null;
  readonly budget: number;
  /** The share of all rows that the budget is. */
  readonly share: number;
}

/** What each task has and keeps with a budget. */
export function TaskTable({ corpus, by, tasks, budget, share }: TableProps): VNode {
  const [most, setMost] = useState(AT_FIRST);
  const shown = tasks?.slice(0, most) ?? [];
  const largest = Math.max(1, ...shown.map(({ rows }) => rows));
  const none = tasks?.filter((one) => one.task !== null && keptAt(one, budget) === 0).length ?? 0;
  return (
    <section class="task-part" aria-labelledby="task-table">
      <h2 id="task-table">What each of the {TASKS_BY[by]} has and keeps</h2>
      <p class="soft" role="status">
        {tasks === null
          ? 'Reading …'
          : `${counted(none, 'keeps', 'keep')} no row. All rows keep ${percent(share)}.`}
      </p>
      <table class="tasks">
        <thead>
          <tr>
            <th scope="col">Task</th>
            <th scope="col" class="number">
              Has
            </th>
            <th scope="col" class="number">
              Keeps
            </th>
            <th scope="col" class="number">
              Share
            </th>
            <th scope="col">
              <span class="unseen">Both as bars</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {shown.map((one) => (
            <TaskLine key={one.task} {...{ one, corpus, by, largest }} kept={keptAt(one, budget)} />
          ))}
        </tbody>
      </table>
      {tasks !== null && tasks.length > most && (
        <button class="quiet" type="button" onClick={() => setMost(most * 4)}>
          Show more of the {grouped(tasks.length)}
        </button>
      )}
    </section>
  );
}

interface LineProps extends Pick<TableProps, 'corpus' | 'by'> {
  readonly one: SelectedTask;
  readonly kept: number;
  readonly largest: number;
}

function TaskLine({ one: { task, rows }, kept, largest, corpus, by }: LineProps): VNode {
  return (
    <tr class={kept === 0 ? 'task-none' : ''}>
      <th scope="row">
        <TaskName task={task} by={by} corpus={corpus} />
      </th>
      <td class="number">{grouped(rows)}</td>
      <td class="number">
        <b>{grouped(kept)}</b>
      </td>
      <td class="number">{percent(kept / rows)}</td>
      <td class="bars" aria-hidden="true">
        <span class="bar-had" style={{ width: `${(rows / largest) * 100}%` }} />
        <span class="bar-kept" style={{ width: `${(kept / largest) * 100}%` }} />
      </td>
    </tr>
  );
}
