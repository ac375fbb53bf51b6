import { z } from 'zod';
import { Budget } from './budget.ts';
import { CorpusName, RecordId, SpaceName } from '../record.ts';
import { defineOperation, MarksCorpus, type NamedMarks } from './definition.ts';

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
  marks_corpus: MarksCorpus,
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

const SelectRequest = SelectOperation.omit({ kind: true }).superRefine((operation, context) => {
  const { method, quality_key, quotas, target } = operation;
  const refuse = (field: string, message: string): void =>
    context.addIssue({ code: 'custom', path: [field], message });
  if (method === 'threshold' && quality_key === undefined) {
    refuse('quality_key', 'the method threshold takes rows in the order of their quality: name its field');
  }
  if (method === 'k_means' && quotas !== undefined) {
    refuse(
      'quotas',
      'the method k_means takes one row a cluster and cannot keep quotas: use facility_location',
    );
  }
  if (target === undefined) return;
  if (method !== 'facility_location') refuse('target', 'only the method facility_location takes a target');
  if (quality_key !== undefined) {
    refuse('quality_key', 'a target and a quality_key are two aims: give one of them');
  }
});

export const select = defineOperation({
  command: 'select',
  operation: SelectOperation,
  report: SelectReport,
  parts: { CoveragePoint, QuotaGroup, QuotaReport, SelectionFingerprint, SelectionManifest },
  files: ['marks.jsonl', 'manifest.json', 'coverage.svg'],
  route: {
    path: '/v1/corpora/{name}/selections',
    operationId: 'selectRecords',
    summary: 'Take a part of a corpus that stands for the whole',
    description:
      'Ranks records so that every beginning of the ranking is the selection of a smaller budget, and marks those of the ' +
      'budget in `marks.jsonl` (`keep`, `rank`, `gain`); nothing is removed. `coverage.svg` is the coverage curve, and ' +
      '`manifest.json` replays the selection: send its `operation` with its fingerprint in `replays`.',
    request: SelectRequest,
    examples: {
      'a thousand rows': { budget: 1_000 },
      'a tenth, the better the more likely': { budget: 0.1, quality_key: 'score', alpha: 0.6 },
      'flat over tasks': { budget: 1_000, quotas: { by: 'task', power: 0.5, maximum: 20 } },
      'for the tasks of another corpus': { budget: 500, target: 'bench' },
    },
  },
  corpora: ({ target }) => (target === undefined ? [] : [{ name: target, field: 'target' }]),
  marksCorpus: (_, about) => about,
  marksRead: ({ initial_subset, exclude }) => [
    ...marksOf(initial_subset, 'initial_subset'),
    ...marksOf(exclude, 'exclude'),
  ],
});

function marksOf(set: RowSet | undefined, field: string): NamedMarks[] {
  return set === undefined || Array.isArray(set) ? [] : [{ job: set.job, field }];
}
