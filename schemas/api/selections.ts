import { z } from 'zod';
import { SpaceName } from '../record.ts';
import { SelectionFingerprint, SelectionMethod, SelectOperation } from '../curation/select.ts';

export const CoveragePoint = z.object({
  budget: z.int().describe('The first so many rows of the ranking.'),
  coverage: z
    .number()
    .describe(
      'How well they cover what is to be covered, by similarity along the graph: 1 is as well as all rows.',
    ),
  tasks: z.int().describe('Distinct task labels among them.'),
});
export type CoveragePoint = z.infer<typeof CoveragePoint>;

export const QuotaGroup = z.object({
  group: z.string().nullable().describe('Null: rows without a value.'),
  rows: z.int().describe('Rows that could be taken.'),
  selected: z.int(),
  minimum: z.int(),
  maximum: z.int().nullable(),
  wanted: z.number().nullable().describe('The exact share at this budget; null without `power`.'),
});
export type QuotaGroup = z.infer<typeof QuotaGroup>;

export const QuotaReport = z.object({
  by: z.string(),
  groups: z.int(),
  largest: z.array(QuotaGroup).describe('The 50 largest.'),
  unfilled: z
    .array(QuotaGroup)
    .describe('Groups below their minimum, or a row or more below their share: they had no more rows.'),
  unfilled_groups: z.int().describe('How many there are; `unfilled` has the first 100.'),
});
export type QuotaReport = z.infer<typeof QuotaReport>;

export const SelectionManifest = SelectionFingerprint.extend({
  corpora: z.array(z.string()),
  rows: z.int(),
  selected: z.int(),
  operation: SelectOperation.describe(
    'Send it again, with the fingerprint in `replays`, and the same rows come.',
  ),
});
export type SelectionManifest = z.infer<typeof SelectionManifest>;

/** What a selection took, and what it covers. */
export const SelectReport = z.object({
  kind: z.literal('select'),
  corpora: z.array(z.string()),
  rows: z.int(),
  method: SelectionMethod,
  space: SpaceName,
  budget: z.int().describe('Rows that were asked for.'),
  selected: z
    .int()
    .describe('Rows that were taken: fewer than asked for when there are no more that may be.'),
  initial: z.int(),
  excluded: z.int(),
  ignored_ids: z.int().describe('Ids of `initial_subset` and `exclude` that the corpus does not have.'),
  tasks: z.int().describe('Distinct task labels of the corpus.'),
  covered: CoveragePoint.describe('What all that were taken cover.'),
  random: CoveragePoint.describe('What as many random rows cover.'),
  knee: CoveragePoint.nullable().describe('Where the curve bends most; null when it does not.'),
  enough: z
    .array(z.object({ share: z.number(), budget: z.int() }))
    .describe('The fewest rows that have a share of the coverage of all that were taken.'),
  curve: z.array(CoveragePoint),
  random_curve: z.array(CoveragePoint),
  quality: z
    .object({
      key: z.string(),
      missing: z.int().describe('Rows without a number.'),
      mean: z.number().nullable().describe('Of the corpus.'),
      mean_selected: z.number().nullable(),
    })
    .nullable(),
  quotas: QuotaReport.nullable(),
  target: z.object({ corpus: z.string(), rows: z.int() }).nullable(),
  manifest: SelectionManifest,
});
export type SelectReport = z.infer<typeof SelectReport>;
