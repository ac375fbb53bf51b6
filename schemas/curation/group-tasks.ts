import { z } from 'zod';
import { defineOperation, MarksCorpus } from './definition.ts';

/** Groups the records of a corpus by task. */
const GroupTasksOperation = z.strictObject({
  kind: z.literal('group-tasks'),
  merge_at: z
    .number()
    .min(0)
    .max(2)
    .default(0.85)
    .describe('How alike two labels are that become one group: 1 when their records can’t be told apart.'),
  min_size: z.int().min(1).max(10_000).default(5).describe('Groups of fewer records are dissolved.'),
  examples: z.int().min(1).max(20).default(4).describe('Examples of each group.'),
});
export type GroupTasksOperation = z.infer<typeof GroupTasksOperation>;

const Excerpt = z.string().max(300);
const Shown = z.object({
  id: z.string(),
  instruction: Excerpt,
  similarity: z.number().describe('To the centre of the group.'),
});

export const TaskGroup = z.object({
  group: z.int().min(1).describe('Number of the group: 1 is the largest.'),
  title: z.string().describe('From the labels of its records.'),
  size: z.int(),
  cohesion: z.number().describe('Mean similarity of two of its records in the task space.'),
  labels: z.array(z.object({ label: z.string(), count: z.int() })).describe('The five most frequent.'),
  centre: z.string().describe('The record nearest to the middle.'),
  examples: z.array(Shown).describe('The centre first, then from the middle outwards.'),
  outliers: z.array(Shown).describe('Up to five records farthest from the middle, if they stand out.'),
  outlier_count: z.int(),
});
export type TaskGroup = z.infer<typeof TaskGroup>;

export const LabelSuspect = z.object({
  id: z.string(),
  instruction: Excerpt,
  label: z.string(),
  suggested_label: z.string().describe('The label of most of its neighbours.'),
  confidence: z.number().describe('Share of their vote.'),
});
export type LabelSuspect = z.infer<typeof LabelSuspect>;

export const GroupTasksReport = z.object({
  kind: z.literal('group-tasks'),
  marks_corpus: MarksCorpus,
  corpora: z.array(z.string()),
  rows: z.int(),
  groups: z.int().describe('How many there are; `groups.jsonl` has them all.'),
  ungrouped: z.int().describe('Records that are near to no group.'),
  outliers: z.int(),
  suspects: z
    .int()
    .describe('Records whose label disagrees with their neighbours; `suspects.jsonl` has them all.'),
  largest: z.array(TaskGroup).describe('The 100 largest groups.'),
  surest: z.array(LabelSuspect).describe('The 50 surest suspects.'),
});
export type GroupTasksReport = z.infer<typeof GroupTasksReport>;

export const groupTasks = defineOperation({
  command: 'groups',
  operation: GroupTasksOperation,
  report: GroupTasksReport,
  parts: { LabelSuspect, TaskGroup },
  files: ['marks.jsonl', 'groups.jsonl', 'suspects.jsonl'],
  route: {
    path: '/v1/corpora/{name}/task-groups',
    operationId: 'groupTasks',
    summary: 'Group the records of a corpus by task',
    description:
      'Labels whose records lie in the same place of the task space are one group, titled from its labels; records ' +
      'without a label, or with a rare one, join the group they are nearest to. Each group has its centre, examples and ' +
      'outliers; records whose label their neighbours contradict are listed as suspects. `groups.jsonl`, `suspects.jsonl` ' +
      'and `marks.jsonl` have all of it.',
    request: GroupTasksOperation.omit({ kind: true }),
    examples: { 'as usual': {}, 'few, broad groups': { merge_at: 0.6, min_size: 20 } },
  },
  corpora: () => [],
  marksCorpus: (_, about) => about,
});
