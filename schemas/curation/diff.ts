import { z } from 'zod';
import { CorpusName } from '../record.ts';
import { ExampleRow, SameTaskFrom, TaskBy } from './same-task.ts';
import { defineOperation, MarksCorpus, NAME_ANOTHER_CORPUS } from './definition.ts';

/** Tells what changed from one corpus to another. */
const DiffOperation = z.strictObject({
  kind: z.literal('diff'),
  old: CorpusName,
  new: CorpusName,
  by: TaskBy.default('label'),
  same_task_from: SameTaskFrom,
});

export const TaskChange = z.object({
  task: z
    .string()
    .nullable()
    .describe('The name of the task, as `by` says; null in reports of earlier versions only.'),
  kind: z.enum(['added', 'lost', 'grown', 'shrunk', 'same']),
  old_rows: z.int(),
  new_rows: z.int(),
  old_share: z.number(),
  new_share: z.number(),
  z: z
    .number()
    .describe(
      'The signed root of the log likelihood ratio (Dunning 1993), above 0 when the share has grown.',
    ),
  q: z
    .number()
    .describe(
      'The expected share of false findings among the changes that are at least as clear (Benjamini and ' +
        'Hochberg 1995).',
    ),
});
export type TaskChange = z.infer<typeof TaskChange>;

/** A line of `rows.jsonl`. */
export const ChangedRow = z.object({
  id: z.string(),
  corpus: z.string().describe('The old corpus for rows that were removed, else the new one.'),
  change: z
    .enum(['added', 'removed', 'other_answer'])
    .describe('`other_answer`: the old corpus has the text of the row, and not its answer.'),
});
export type ChangedRow = z.infer<typeof ChangedRow>;

export const DiffReport = z.object({
  kind: z.literal('diff'),
  marks_corpus: MarksCorpus,
  old: z.string(),
  new: z.string(),
  rows: z.object({ old: z.int(), new: z.int() }),
  texts: z
    .object({
      same: z.int(),
      added: z.int(),
      removed: z.int(),
      other_answer: z
        .int()
        .describe(
          'The number of texts in both corpora that have an answer in one which they have not in the other. `rows.jsonl` has the rows of ' +
            'the new corpus whose own answer the old one has not: several of one text, or none where an answer only went.',
        ),
    })
    .describe(
      'The number of different texts (instruction and input): in both corpora, only in the new one, only in ' +
        'the old one.',
    ),
  tasks: z
    .object({
      added: z.int(),
      lost: z.int(),
      grown: z.int(),
      shrunk: z.int(),
      same: z.int(),
      clearly_added: z.int(),
      clearly_lost: z.int(),
    })
    .describe(
      'The number of tasks by how they changed. A rare task may come or go by chance: `clearly_added` and ' +
        '`clearly_lost` count those where chance does not explain it. Tasks that have `grown` or `shrunk` all did so clearly.',
    ),
  by: TaskBy.optional().describe('What counted as a task; absent in reports of earlier versions.'),
  without_task: z
    .object({ old: z.int(), new: z.int() })
    .optional()
    .describe(
      'The number of rows that have no task and are not similar to any row with one. They are in no task, and count in no share of one.',
    ),
  distance: z
    .number()
    .describe(
      'The share of the rows with a task that would have to change their task to turn one corpus into the other.',
    ),
  changes: z
    .array(TaskChange.extend({ examples: z.array(ExampleRow) }))
    .describe('The largest changes of each kind. `tasks.jsonl` has every task.'),
});
export type DiffReport = z.infer<typeof DiffReport>;

export const diffDefinition = defineOperation({
  command: 'diff',
  operation: DiffOperation,
  report: DiffReport,
  parts: { ChangedRow, TaskChange },
  files: ['tasks.jsonl', 'rows.jsonl'],
  route: {
    path: '/v1/diffs',
    operationId: 'findDiff',
    summary: 'Tell what changed from one corpus to another',
    description:
      'Texts that came and went, texts answered otherwise, and the tasks that came, went, grew or shrank more than chance explains. ' +
      '`tasks.jsonl` has every task, `rows.jsonl` every row that came, went or is answered otherwise.',
    request: DiffOperation.omit({ kind: true }).refine((operation) => operation.old !== operation.new, {
      path: ['new'],
      message: NAME_ANOTHER_CORPUS,
    }),
    examples: {
      'two versions': { old: 'chat-v1', new: 'chat-v2' },
      'by groups of tasks': { old: 'chat-v1', new: 'chat-v2', by: 'group' },
    },
  },
  corpora: (operation) => [
    { name: operation.old, field: 'old' },
    { name: operation.new, field: 'new' },
  ],
  marksCorpus: () => null,
});
