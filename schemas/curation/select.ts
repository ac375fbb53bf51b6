import { z } from 'zod';
import { Budget } from './budget.ts';
import { CorpusName, RecordId, SpaceName } from '../record.ts';
import { QuotaGroup, QuotaReport, QuotaSpec } from './quotas.ts';
import { TaskBy } from './same-task.ts';
import { SelectionFingerprint } from './selection-fingerprint.ts';
import { defineOperation, MarksCorpus, NeighbourRecall, type NamedMarks } from './definition.ts';
import { checkSelectionUses, SELECTION_DEFAULTS } from './select-uses.ts';
import { VanishingRows } from './vanishing-rows.ts';

const MAX_IDS = 20_000;

export const SelectionMethod = z
  .enum(['facility_location', 'round_robin', 'k_center', 'k_means', 'threshold', 'random'])
  .describe(
    '`facility_location` takes the rows that best stand for all rows. With a `target`, `round_robin` lets each of its rows in turn take ' +
      'the nearest row that is not taken yet. `k_center` takes the row farthest from those ' +
      'already taken, which favours rare tasks. `k_means` takes the row nearest to the centre of each cluster. ' +
      '`threshold` takes the best rows by `quality_key` that are not near a row already taken. `random` is the baseline.',
  );
export type SelectionMethod = z.infer<typeof SelectionMethod>;

/** A set of rows: named by their ids, or marked by an earlier job on the corpus. */
export const RowSet = z.union([z.array(RecordId).max(MAX_IDS), z.strictObject({ job: z.uuid() })]);
export type RowSet = z.infer<typeof RowSet>;

/** Takes a part of a corpus that stands for the whole. */
export const SelectOperation = z.strictObject({
  kind: z.literal('select'),
  method: SelectionMethod.default('facility_location'),
  budget: Budget.describe('How many rows to take: a number of rows, or below 1 a share of all rows.'),
  space: SpaceName.default('task').describe('The space whose similarities count.'),
  k: z.int().min(1).max(100).default(32).describe('The number of neighbours of each record in the graph.'),
  seed: z
    .int()
    .min(0)
    .max(2_147_483_647)
    .default(42)
    .describe('The seed of `k_means`, of `random` and of the baseline.'),
  quality_key: z
    .string()
    .min(1)
    .max(200)
    .optional()
    .describe(
      'For the methods `facility_location` and `threshold`: a metadata field with a number that is higher for better rows. Rows without it ' +
        'count as the lowest.',
    ),
  alpha: z
    .number()
    .min(0)
    .max(1)
    .default(SELECTION_DEFAULTS.alpha)
    .describe(
      'The weight of coverage in `facility_location` with a `quality_key`. Quality has the weight 1 - ' +
        '`alpha`.',
    ),
  threshold: z
    .number()
    .min(0)
    .max(1)
    .default(SELECTION_DEFAULTS.threshold)
    .describe(
      'For the method `threshold`: rows that are more similar than this to a row already taken are left ' +
        'out.',
    ),
  initial_subset: RowSet.optional().describe(
    'Rows that count as taken already: for coverage and for quotas, but not for the budget. `{"job"}` ' +
      'names the rows that this job keeps.',
  ),
  exclude: RowSet.optional().describe(
    'Rows that are never taken and need not be covered. `{"job"}` names the rows that this job does not ' +
      'keep, for example duplicates.',
  ),
  by: TaskBy.default('label'),
  quotas: QuotaSpec.optional(),
  target: CorpusName.optional().describe('Rows whose tasks are similar to those of this corpus are taken.'),
  relevance: z
    .number()
    .min(0)
    .max(100)
    .default(SELECTION_DEFAULTS.relevance)
    .describe(
      'With `target` and `facility_location`: the weight of similarity to it in addition to covering it (eta of FLQMI).',
    ),
  vector_field: z
    .string()
    .min(1)
    .max(200)
    .optional()
    .describe(
      'For the method `round_robin`: a metadata field of both corpora with a vector of your own as a list of 2 to 4096 numbers, for example a ' +
        'gradient or a state of the model that is to be trained. They count instead of those of the encoder.',
    ),
  replays: SelectionFingerprint.optional().describe(
    'The fingerprint of an earlier selection. The job fails unless corpus, encoder and result are the ' +
      'same.',
  ),
});
export type SelectOperation = z.infer<typeof SelectOperation>;

export const CoveragePoint = z.object({
  budget: z.int().describe('How many rows from the beginning of the ranking this point is about.'),
  coverage: z
    .number()
    .describe(
      'How well these rows cover the rows that are to be covered, by similarity along the graph. 1 is as ' +
        'well as all rows.',
    ),
  tasks: z.int().describe('The number of distinct tasks among these rows, as `by` of the selection says.'),
});
export type CoveragePoint = z.infer<typeof CoveragePoint>;

export const SelectionManifest = SelectionFingerprint.extend({
  corpora: z.array(z.string()),
  rows: z.int(),
  selected: z.int(),
  operation: SelectOperation.describe(
    'The operation. Sent again with the fingerprint in `replays`, it selects the same rows.',
  ),
});
export type SelectionManifest = z.infer<typeof SelectionManifest>;

/** A line of `tasks.jsonl`. */
export const SelectedTask = z.object({
  task: z
    .string()
    .nullable()
    .describe('The name of the task, as `by` of the selection says; null for the rows without one.'),
  rows: z.int().describe('The number of its rows in the corpus.'),
  excluded: z.int().describe('How many of them were never taken, because `exclude` names them.'),
  initial: z.int().describe('How many of them were taken already, because `initial_subset` names them.'),
  ranks: z
    .array(z.int().positive())
    .describe(
      'The places of its rows in the ranking, from 1, ascending. With a smaller budget it keeps as many as there are up to that number.',
    ),
});
export type SelectedTask = z.infer<typeof SelectedTask>;

/** What a selection took, and what it covers. */
export const SelectReport = z.object({
  kind: z.literal('select'),
  marks_corpus: MarksCorpus,
  corpora: z.array(z.string()),
  neighbour_recall: NeighbourRecall,
  rows: z.int(),
  method: SelectionMethod,
  space: SpaceName,
  budget: z.int().describe('The number of rows that was asked for.'),
  selected: z
    .int()
    .describe('The number of rows that were taken. It is less than `budget` when no more rows may be taken.'),
  initial: z.int(),
  excluded: z.int(),
  ignored_ids: z.int().describe('Ids in `initial_subset` and `exclude` that the corpus does not have.'),
  by: TaskBy.optional().describe('What counted as a task; absent in reports of earlier versions.'),
  tasks: z.int().describe('The number of distinct tasks in the corpus, as `by` says.'),
  covered: CoveragePoint.describe('What the selected rows cover.'),
  random: CoveragePoint.describe('What as many random rows would cover.'),
  knee: CoveragePoint.nullable().describe('Where the coverage curve bends most; null when it does not bend.'),
  enough: z
    .array(z.object({ share: z.number(), budget: z.int() }))
    .describe('For several shares of the selection’s coverage, the smallest budget that reaches it.'),
  curve: z.array(CoveragePoint),
  random_curve: z.array(CoveragePoint),
  quality: z
    .object({
      key: z.string(),
      missing: z.int().describe('The number of rows without a number in the field.'),
      mean: z.number().nullable().describe('The mean over the corpus; null when no row has a number.'),
      mean_selected: z.number().nullable(),
    })
    .nullable(),
  quotas: QuotaReport.nullable(),
  vanishing: z
    .array(VanishingRows)
    .optional()
    .describe(
      'Languages and sources that nearly vanish, the largest first; absent in reports of earlier versions.',
    ),
  target: z.object({ corpus: z.string(), rows: z.int() }).nullable(),
  manifest: SelectionManifest,
});
export type SelectReport = z.infer<typeof SelectReport>;

const SelectRequest = SelectOperation.omit({ kind: true }).superRefine((operation, context) => {
  checkSelectionUses(operation, context);
  const { method, space, quality_key, quotas, target, vector_field } = operation;
  const refuse = (field: string, message: string): void =>
    context.addIssue({ code: 'custom', path: [field], message });
  if (method === 'threshold' && quality_key === undefined) {
    refuse('quality_key', 'the method threshold takes rows in the order of their quality: name its field');
  }
  if ((method === 'k_means' || method === 'round_robin') && quotas !== undefined) {
    const why = method === 'k_means' ? 'takes one row a cluster' : 'lets rows of the target take turns';
    refuse('quotas', `the method ${method} ${why} and cannot keep quotas: use facility_location`);
  }
  if (vector_field !== undefined && method !== 'round_robin') {
    refuse('vector_field', 'only the method round_robin takes vectors of your own');
  }
  if (vector_field !== undefined && space !== 'task') {
    refuse('space', 'vectors of your own count instead of those of a space: leave it out');
  }
  if (method === 'round_robin' && target === undefined) {
    refuse('target', 'the method round_robin lets the rows of a target take turns: name its corpus');
  }
  if (target === undefined) return;
  if (method !== 'facility_location' && method !== 'round_robin') {
    refuse('target', 'only the methods facility_location and round_robin take a target');
  }
  if (quality_key !== undefined) {
    refuse('quality_key', 'a target and a quality_key are two aims: give one of them');
  }
});

export const selectDefinition = defineOperation({
  command: 'select',
  operation: SelectOperation,
  report: SelectReport,
  parts: {
    CoveragePoint,
    QuotaGroup,
    QuotaReport,
    SelectedTask,
    SelectionFingerprint,
    SelectionManifest,
    VanishingRows,
  },
  files: ['marks.jsonl', 'tasks.jsonl', 'manifest.json', 'coverage.svg'],
  route: {
    path: '/v1/corpora/{name}/selections',
    operationId: 'selectRecords',
    summary: 'Take a part of a corpus that stands for the whole',
    description:
      'Ranks records so that every beginning of the ranking is the selection of a smaller budget, and marks those of the ' +
      'budget in `marks.jsonl` (`keep`, `rank`, `gain`); nothing is removed. `tasks.jsonl` tells what each task has and keeps, `coverage.svg` is the coverage curve, and ' +
      '`manifest.json` replays the selection: send its `operation` with its fingerprint in `replays`.',
    request: SelectRequest,
    examples: {
      'a thousand rows': { budget: 1_000 },
      'a tenth, the better the more likely': { budget: 0.1, quality_key: 'score', alpha: 0.6 },
      'flat over kinds of work': { budget: 1_000, quotas: { by: 'kind', power: 0.5, maximum: 20 } },
      'for the tasks of another corpus': { budget: 500, target: 'bench' },
      'each row of another corpus in turn': { budget: 500, method: 'round_robin', target: 'bench' },
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
