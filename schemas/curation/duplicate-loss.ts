import { z } from 'zod';

/** The share of a source or a kind of work that may go as near copies and paraphrases, unless a request says otherwise. */
const USUAL_MAX_LOSS = 0.5;

export const MaxLoss = z
  .number()
  .min(0)
  .max(1)
  .nullable()
  .default(USUAL_MAX_LOSS)
  .describe(
    'The largest share of a source, or of a kind of work, that may be dropped as near copies and paraphrases. Above it the job ' +
      'fails with `loss_above_limit` and leaves no marks, where at least 20 rows are concerned. Exact copies are not ' +
      'counted, neither among what is lost nor among the rows: nothing is lost with them. Null: any share.',
  );

/** What one source or kind of work loses. */
export const GroupLoss = z.object({
  name: z.string().nullable().describe('The source or the kind of work; null for the records without one.'),
  rows: z.int().describe('The number of its records.'),
  dropped: z.int().describe('How many of them are dropped, for whatever reason.'),
  share: z.number().describe('The share of its records that are dropped.'),
  exact: z.int().describe('How many are dropped as exact copies.'),
  near: z.int().describe('How many are dropped as near copies and paraphrases.'),
  near_share: z
    .number()
    .describe('`near` among the records that are no dropped exact copies. `max_loss` is about this share.'),
});
export type GroupLoss = z.infer<typeof GroupLoss>;

const LossTable = z.object({
  groups: z.array(GroupLoss).describe('Those that lose the most records come first; at most 50.'),
  further: z.int().describe('How many the list leaves out.'),
  further_rows: z.int().describe('The number of their records.'),
  further_dropped: z.int().describe('How many of these are dropped.'),
});
export type LossTable = z.infer<typeof LossTable>;

export const DuplicateLoss = z.object({
  by_source: LossTable.describe('By the `source` of records.'),
  by_kind: LossTable.describe('By the `kind` of records; without groups where no record has one.'),
});
export type DuplicateLoss = z.infer<typeof DuplicateLoss>;
