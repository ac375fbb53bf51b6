import { z } from 'zod';

/** The field `same_task_from` of several operations. */
export const SameTaskFrom = z
  .number()
  .min(0)
  .max(1)
  .default(0.7)
  .describe(
    'The similarity in the task space from which two rows ask for the same kind of work, whatever their ' +
      'labels.',
  );

/** What a task is for an operation that compares or counts tasks. */
export const TaskBy = z
  .enum(['label', 'kind', 'group'])
  .describe(
    'What counts as the task of a row: its `label`, its `kind` of work, or the `group` of `group-tasks` that its kind or label is in. ' +
      'Rows without one have no task: they are counted apart, and never taken together for a task.',
  );
export type TaskBy = z.infer<typeof TaskBy>;

/** What tasks are called in lists and pictures, by what counts as one. */
export const TASKS_BY: Readonly<Record<TaskBy, string>> = {
  label: 'task labels',
  kind: 'kinds of work',
  group: 'groups of tasks',
};

/** A row that is shown as an example. */
export const ExampleRow = z.object({
  id: z.string(),
  text: z.string().describe('The instruction and the input, cut when they are long.'),
});
export type ExampleRow = z.infer<typeof ExampleRow>;
