import { z } from 'zod';
import { Budget } from './budget.ts';
import { CorpusName, RecordId, SpaceName } from '../record.ts';

const MAX_IDS = 20_000;
const MAX_NAMED_GROUPS = 1_000;

export const SelectionMethod = z
  .enum(['facility_location', 'k_center', 'k_means', 'threshold', 'random'])
  .describe(
    '`facility_location` takes the rows that best stand for all; `k_center` the farthest from those taken, for rare ' +
      'tasks; `k_means` the nearest to the centre of each cluster; `threshold` the best by `quality_key` that are ' +
      'not near one taken; `random` is the baseline.',
  );
export type SelectionMethod = z.infer<typeof SelectionMethod>;

/** Rows that are named, or those that an earlier operation on the corpus marked. */
export const RowSet = z.union([z.array(RecordId).max(MAX_IDS), z.strictObject({ job: z.uuid() })]);
export type RowSet = z.infer<typeof RowSet>;

const Minimum = z.int().min(0).max(1_000_000);
const Maximum = z.int().min(0).max(1_000_000);

export const QuotaSpec = z
  .strictObject({
    by: z
      .string()
      .min(1)
      .max(200)
      .describe('`task`, `source`, `language` (the field `language` or `lang`) or a metadata field.'),
    minimum: Minimum.optional().describe('Rows that each group gets, if it has so many.'),
    maximum: Maximum.optional().describe('Rows that no group gets more of.'),
    power: z
      .number()
      .min(0)
      .max(2)
      .optional()
      .describe('Shares in proportion to size to this power: 1 as in the corpus, 0.5 flatter, 0 all alike.'),
    groups: z
      .record(z.string(), z.strictObject({ minimum: Minimum.optional(), maximum: Maximum.optional() }))
      .refine(
        (groups) => Object.keys(groups).length <= MAX_NAMED_GROUPS,
        `at most ${MAX_NAMED_GROUPS} groups`,
      )
      .optional()
      .describe('Other limits for groups that are named.'),
  })
  .refine((quotas) => Object.keys(quotas).length > 1, 'give minimum, maximum, power or groups');
export type QuotaSpec = z.infer<typeof QuotaSpec>;

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** What a selection is checked against when it is made again. */
export const SelectionFingerprint = z.strictObject({
  corpus_hash: Sha256.describe('SHA-256 of the ids of all rows, in order, each followed by a line feed.'),
  target_hash: Sha256.nullable().describe('The same of the target.'),
  space_id: z.string().max(1_000),
  selected_hash: Sha256.describe('SHA-256 of the ids of the ranking, in its order.'),
});
export type SelectionFingerprint = z.infer<typeof SelectionFingerprint>;

/** Takes a part of a corpus that stands for the whole. */
export const SelectOperation = z.strictObject({
  kind: z.literal('select'),
  method: SelectionMethod.default('facility_location'),
  budget: Budget.describe('Rows to take: how many, or below 1 a share of all.'),
  space: SpaceName.default('task').describe('The space whose similarities count.'),
  k: z.int().min(1).max(100).default(32).describe('Neighbours of each record in the graph.'),
  seed: z.int().min(0).max(2_147_483_647).default(42).describe('For `k_means`, `random` and the baseline.'),
  quality_key: z
    .string()
    .min(1)
    .max(200)
    .optional()
    .describe('A metadata field with a number, the more the better. Rows without one count as the lowest.'),
  alpha: z
    .number()
    .min(0)
    .max(1)
    .default(0.7)
    .describe('With `quality_key`, how much coverage weighs in facility location; quality weighs the rest.'),
  threshold: z
    .number()
    .min(0)
    .max(1)
    .default(0.9)
    .describe('Of the method `threshold`: the similarity to a taken row above which a row is left out.'),
  initial_subset: RowSet.optional().describe(
    'Rows taken already: they cover, count for quotas, and are not counted in the budget. `{"job"}`: those that it keeps.',
  ),
  exclude: RowSet.optional().describe(
    'Rows that are never taken and need no cover. `{"job"}`: those that it does not keep, for example duplicates.',
  ),
  quotas: QuotaSpec.optional(),
  target: CorpusName.optional().describe('Take the rows whose tasks are near those of this corpus.'),
  relevance: z
    .number()
    .min(0)
    .max(100)
    .default(1)
    .describe('With `target`: how much nearness to it weighs besides covering it (eta of FLQMI).'),
  replays: SelectionFingerprint.optional().describe('Fails unless corpus, space and result are these.'),
});
export type SelectOperation = z.infer<typeof SelectOperation>;
