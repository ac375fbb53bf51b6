import { z } from 'zod';
import { SplitName } from '../layout.ts';
import { CorpusName, InstructionRecord, RecordId } from '../record.ts';

/** The path parameters of the routes on one corpus. */
export const CorpusParams = z.strictObject({ name: CorpusName });

const CorpusSummary = z.object({ name: CorpusName, records: z.int() });
export const CorporaQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(10_000).default(1_000),
});
export const CorpusList = z.object({
  corpora: z.array(CorpusSummary),
  total: z.int().describe('The number of corpora, of which `corpora` has the largest.'),
});

export const CorpusDetail = CorpusSummary.extend({
  labels: z.int().describe('The number of different task labels.'),
  unlabelled: z.int().describe('The number of records in which no task was found.'),
  kinds: z.int().describe('The number of different kinds of work.'),
  without_kind: z.int().describe('The number of records whose kind of work the encoder has not told.'),
  sources: z
    .array(z.object({ value: z.string(), count: z.int() }))
    .describe('The 100 most frequent sources.'),
  sources_total: z.int().describe('The number of different sources.'),
  space_id: z.string().describe('The id of the encoder that computed the vectors.'),
});
export type CorpusDetail = z.infer<typeof CorpusDetail>;

export const CorpusDeleted = z.object({ name: CorpusName, deleted: z.int() });

export const RecordsQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(500).default(50),
  after: RecordId.optional().describe('The value of `next` on the previous page.'),
  label: z.string().max(200).optional(),
  kind: z.string().max(200).optional().describe('The kind of work.'),
  source: z.string().max(1_000).optional(),
  file: z.string().max(255).optional().describe('The file that the records came from.'),
  split: SplitName.optional(),
});
export type RecordsQuery = z.infer<typeof RecordsQuery>;

export const RecordPage = z.object({
  records: z.array(InstructionRecord),
  next: z.string().nullable(),
});
export type RecordPage = z.infer<typeof RecordPage>;

export const TasksQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(1_000).default(50),
  examples: z.coerce.number().int().min(0).max(10).default(3),
});
export type TasksQuery = z.infer<typeof TasksQuery>;
export const TaskList = z.object({
  tasks: z.array(z.object({ label: z.string(), count: z.int(), examples: z.array(z.string().max(300)) })),
  total: z.int().describe('The number of different labels in the corpus.'),
  unlabelled: z.int(),
  from_neighbours: z
    .int()
    .optional()
    .describe(
      'The number of records whose label is that of the nearest labelled direction of the encoder. Absent when none has such a label.',
    ),
});
export type TaskList = z.infer<typeof TaskList>;

export const KindList = z.object({
  kinds: z.array(z.object({ kind: z.string(), count: z.int(), examples: z.array(z.string().max(300)) })),
  total: z.int().describe('The number of different kinds in the corpus.'),
  without_kind: z.int(),
});
export type KindList = z.infer<typeof KindList>;
