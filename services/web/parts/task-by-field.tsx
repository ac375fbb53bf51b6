import type { VNode } from 'preact';
import { TaskBy, TASKS_BY } from '../../../schemas/curation/same-task.ts';
import { FormField } from './choices.tsx';

interface TaskByFieldProps {
  readonly by: TaskBy;
  readonly choose: (by: TaskBy) => void;
}

/** What counts as a task when corpora are compared, or rows selected. */
export function TaskByField({ by, choose }: TaskByFieldProps): VNode {
  return (
    <FormField name="What counts as a task">
      <select value={by} onChange={(event) => choose(TaskBy.parse(event.currentTarget.value))}>
        {TaskBy.options.map((one) => (
          <option key={one} value={one}>
            {TASKS_BY[one]}
          </option>
        ))}
      </select>
    </FormField>
  );
}
