import { z } from 'zod';
import { CorpusName } from '../record.ts';
import { ExampleRow, SameTaskFrom, TaskBy } from './same-task.ts';
import { refuseUnused } from '../unused-options.ts';
import { defineOperation, MarksCorpus, NAME_ANOTHER_CORPUS } from './definition.ts';

/** How many rows fill a task when nothing else is said. */
const PLAIN_PER_TASK = 20;

/** Finds the tasks of a target corpus that training data lack, and rows that would fill them. */
const GapsOperation = z.strictObject({
  kind: z.literal('gaps'),
  train: CorpusName.describe('The corpus with the training data.'),
  target: CorpusName.describe('The corpus that shows which tasks are asked for.'),
  pool: CorpusName.nullable().default(null).describe('A corpus whose rows may fill the gaps.'),
  per_task: z
    .int()
    .min(1)
    .max(10_000)
    .default(PLAIN_PER_TASK)
    .describe('The most rows of the pool that are chosen for one task.'),
  by: TaskBy.default('label'),
  same_task_from: SameTaskFrom,
});

export const TaskGap = z.object({
  task: z
    .string()
    .nullable()
    .describe('The name of the task, as `by` says; null in reports of earlier versions only.'),
  kind: z.enum(['missing', 'thin', 'covered']),
  target_rows: z.int(),
  expected_rows: z
    .number()
    .describe('The training rows that the task would have if its share were that in the target.'),
  found_rows: z.int(),
  lacking_rows: z.int().describe('The rows that have to be added to reach that share.'),
  covered_share: z
    .number()
    .describe(
      'The share of the task’s rows in the target that have a similar training row of the same task.',
    ),
  filled_rows: z
    .int()
    .nullable()
    .describe('The number of rows of the pool that were chosen; null without a pool.'),
});
export type TaskGap = z.infer<typeof TaskGap>;

export const GapsReport = z.object({
  kind: z.literal('gaps'),
  marks_corpus: MarksCorpus,
  train: z.string(),
  target: z.string(),
  pool: z.string().nullable(),
  rows: z.object({ train: z.int(), target: z.int(), pool: z.int().nullable() }),
  by: TaskBy.optional().describe('What counted as a task; absent in reports of earlier versions.'),
  without_task: z
    .object({ train: z.int(), target: z.int() })
    .optional()
    .describe(
      'The number of rows that have no task and are not similar to any row with one. They are in no task, and count in no share of one.',
    ),
  tasks: z.object({ missing: z.int(), thin: z.int(), covered: z.int() }),
  covered_share: z
    .number()
    .describe('The share of all rows of the target that have a similar training row of the same task.'),
  filled_rows: z.int().nullable(),
  gaps: z
    .array(TaskGap.extend({ examples: z.array(ExampleRow), fillers: z.array(ExampleRow) }))
    .describe('The largest gaps. `tasks.jsonl` has every task.'),
});
export type GapsReport = z.infer<typeof GapsReport>;

export const gapsDefinition = defineOperation({
  command: 'gaps',
  operation: GapsOperation,
  report: GapsReport,
  parts: { TaskGap },
  files: ['marks.jsonl', 'tasks.jsonl'],
  route: {
    path: '/v1/gaps',
    operationId: 'findGaps',
    summary: 'Find the tasks that training data lack',
    description:
      'Finds the tasks of the target that are missing or rare in the training set, with examples. `tasks.jsonl` has ' +
      'every task. With a `pool`, `marks.jsonl` has a line for each of its rows: `keep` is true for those that fill a gap.',
    request: GapsOperation.omit({ kind: true })
      .refine(({ train, target, pool }) => new Set([train, target, pool]).size === 3, {
        path: ['target'],
        message: NAME_ANOTHER_CORPUS,
      })
      .superRefine((operation, context) => {
        const perTask = { plain: PLAIN_PER_TASK, isUsed: operation.pool !== null };
        const says = { unusedBy: 'a search without a pool', usedBy: 'those with one' };
        refuseUnused(operation, { per_task: { ...perTask, ...says } }, context);
      }),
    examples: {
      'with a pool': { train: 'alpaca', target: 'production-log', pool: 'dolly', per_task: 20 },
      'by kinds of work': { train: 'alpaca', target: 'production-log', by: 'kind' },
    },
  },
  corpora: ({ train, target, pool }) => [
    { name: train, field: 'train' },
    { name: target, field: 'target' },
    ...(pool === null ? [] : [{ name: pool, field: 'pool' }]),
  ],
  marksCorpus: ({ pool }) => pool,
});
