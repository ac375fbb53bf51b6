import { z } from 'zod';
import { CorpusName } from '../record.ts';
import { defineOperation, MarksCorpus, NeighbourRecall } from './definition.ts';
import { checkDeduplicationUses, DEDUPLICATION_DEFAULTS } from './deduplicate-uses.ts';
import { AuditedPair, DuplicateAudit } from './duplicate-audit.ts';
import { DropPage, DuplicateDecisions } from './duplicate-decisions.ts';
import { DuplicateLoss, GroupLoss, MaxLoss } from './duplicate-loss.ts';
import {
  DuplicateReason,
  ExpectedPrecision,
  FieldName,
  FieldsTaken,
  LOWEST_THRESHOLD,
  PairsRead,
  RankedField,
  ReadChance,
  TakenField,
  TargetRows,
} from './duplicate-terms.ts';
import { CheckedRow, DuplicatesCheckRequest, DuplicatesCheckResponse } from './duplicates-check.ts';

export const KeepRule = z
  .enum(['longest', 'quality', 'newest', 'first', 'random'])
  .describe(
    'Which of several duplicates stays. `longest`: the longest answer, then the longest request. `quality`: the highest ' +
      'number in `quality_key`. `newest`: the latest date in `date_key`; of dates such as 03/04/2024 another one of the field ' +
      'must show whether the day stands first. Records without such a value come last. `first`: the earliest line in its file, with ' +
      'files in the order of their names; records whose line is not known are compared by the id that they had in their ' +
      'file. `random`: drawn with `seed`. Ties are decided by the id of the record.',
  );
export type KeepRule = z.infer<typeof KeepRule>;

export const RankField = z.strictObject({
  field: FieldName.describe(
    'A field of the metadata, or `length`, `output_length`, `file`, `line`, `row_in_line`, `part_of_row`, `user_id`, `source` or `label`.',
  ),
  order: z
    .enum(['desc', 'asc'])
    .default('desc')
    .describe(
      '`desc`: the record with the highest number, the latest date, or the text that sorts last stays, as most values of the ' +
        'field are.',
    ),
});
export type RankField = z.infer<typeof RankField>;

/** Marks duplicates: records for which another record stands. */
export const DeduplicateOperation = z.strictObject({
  kind: z.literal('deduplicate'),
  threshold: z
    .union([z.number().min(LOWEST_THRESHOLD).max(1), z.literal('auto')])
    .default(DEDUPLICATION_DEFAULTS.threshold)
    .describe(
      'The content similarity from which a record whose words ask for the same is a paraphrase. Where one of the two ' +
        'has additional terms, it is at least 0.9. `auto`: the lowest from which nine in ten paraphrases are right by their chances, explained in the report.',
    ),
  target_rows: TargetRows,
  jaccard_threshold: z
    .number()
    .min(0.3)
    .max(1)
    .default(0.7)
    .describe(
      'The share of common character 5-grams from which a record whose words ask for the same is a near copy.',
    ),
  read_pairs: z
    .boolean()
    .default(true)
    .describe(
      'Whether pairs that words leave open are read token by token, where the encoder can. Of a pair that is found the same in this ' +
        'way the content may be less similar than `threshold` by 0.2, above 0.9 by twice what is left below 1.',
    ),
  keep: KeepRule.default(DEDUPLICATION_DEFAULTS.keep),
  quality_key: FieldName.default(DEDUPLICATION_DEFAULTS.quality_key).describe(
    'The metadata field that `keep: quality` reads.',
  ),
  date_key: FieldName.default(DEDUPLICATION_DEFAULTS.date_key).describe(
    'The metadata field that `keep: newest` reads.',
  ),
  rank_by: z
    .array(RankField)
    .max(10)
    .default([])
    .describe(
      'Fields that decide instead of `keep` which record stays. A later field decides ties of those before.',
    ),
  seed: z
    .int()
    .min(0)
    .max(0xffffffff)
    .default(DEDUPLICATION_DEFAULTS.seed)
    .describe('The seed of `keep: random`.'),
  against: CorpusName.nullable()
    .default(null)
    .describe(
      'Another corpus: records that it has already are dropped. Records of the corpus itself are then not ' +
        'compared with each other, and `keep` and `rank_by` have nothing to decide.',
    ),
  max_loss: MaxLoss,
  ...FieldsTaken,
});
export type DeduplicateOperation = z.infer<typeof DeduplicateOperation>;

const Scores = {
  content: z.number().describe('The cosine similarity in the content space.'),
  task: z.number().describe('The cosine similarity in the task space.'),
  lexical: z.number().describe('The Jaccard similarity of the character 5-grams.'),
  chance: ReadChance.default(null),
};

/** A dropped record and the record that stands for it. */
export const DuplicateExample = z.object({
  id: z.string(),
  duplicate_of: z.string(),
  reason: DuplicateReason,
  ...Scores,
  text: z.string(),
  kept_text: z.string(),
  difference: z
    .string()
    .describe(
      'The differences word by word: words of the dropped record alone as [-this-], of the kept one alone ' +
        'as {+that+}.',
    ),
});
export type DuplicateExample = z.infer<typeof DuplicateExample>;

const ConflictExample = z.object({
  ids: z.array(z.string()).describe('The ids of two records.'),
  text: z.string().describe('The request of both.'),
  outputs: z.array(z.string()).describe('The answer of each.'),
});

/** What many rows begin with. */
const PreamblesReport = z
  .object({
    count: z.int().describe('The number of such beginnings.'),
    rows: z.int().describe('The number of records that begin with one.'),
  })
  .describe(
    'Whole sentences or lines with which at least five different requests begin: the letters of a record are compared without them. ' +
      'Absent in reports of earlier versions.',
  );

export const DeduplicateReport = z.object({
  kind: z.literal('deduplicate'),
  marks_corpus: MarksCorpus,
  corpora: z.array(z.string()),
  neighbour_recall: NeighbourRecall,
  against: z.string().nullable(),
  rows: z.int().describe('The number of records of the corpus.'),
  selected: z.int().describe('The number of records that stay.'),
  filtered: z
    .int()
    .describe('The number of records that are dropped, because another record stands for them.'),
  duplicate_ratio: z.number().describe('Share of the records that are dropped.'),
  exact_duplicate_ratio: z.number().describe('Share of the records that are dropped as exact duplicates.'),
  reasons: z.object({ exact: z.int(), lexical: z.int(), paraphrase: z.int() }),
  kept_apart: z
    .object({ other_slot: z.int(), other_task: z.int() })
    .describe(
      'Pairs that reach a threshold and are still no duplicates: `other_slot` counts the same task on ' +
        'something else, `other_task` another task.',
    ),
  conflicts: z
    .object({ requests: z.int(), records: z.int() })
    .describe(
      'The number of requests that records answer differently, and of these records. They are flagged and ' +
        'never merged.',
    ),
  max_loss: z
    .number()
    .nullable()
    .optional()
    .describe('As it was asked for. Absent in reports of earlier versions.'),
  loss: DuplicateLoss.optional().describe(
    'What each source and each kind of work loses. Absent in reports of earlier versions.',
  ),
  fields: z
    .array(TakenField)
    .describe(
      'What the fields of the metadata were taken for, those that keep most records apart first; at most 50.',
    ),
  further_fields: z.int().describe('The number of fields that the list leaves out.'),
  preambles: PreamblesReport.optional(),
  threshold: z.number(),
  threshold_explanation: z.string(),
  jaccard_threshold: z.number(),
  keep: z.union([KeepRule, z.literal('rank_by')]),
  ranked_by: z
    .array(RankedField)
    .describe('The fields of the metadata by which records were ranked, and how their values were read.'),
  read: PairsRead.optional().describe(
    'What reading pairs token by token did. Absent in reports of earlier versions.',
  ),
  expected_precision: ExpectedPrecision.optional(),
  at_thresholds: z
    .array(z.object({ threshold: z.number(), filtered: z.int() }))
    .describe('How many records other thresholds would drop.'),
  examples: z.array(DuplicateExample),
  conflict_examples: z.array(ConflictExample),
  audit: DuplicateAudit.optional().describe(
    'How many of the drops are right, by pairs that were judged since; absent while none were.',
  ),
});
export type DeduplicateReport = z.infer<typeof DeduplicateReport>;

/** A line of `marks.jsonl`, one for every record of the corpus. */
export interface DeduplicationMark {
  readonly id: string;
  readonly keep: boolean;
  readonly duplicate_of: string | null;
  readonly reason: DuplicateReason | null;
  readonly content: number | null;
  readonly task: number | null;
  readonly lexical: number | null;
  readonly chance: number | null;
  /** The differences word by word, in the notation of the examples in the report. */
  readonly difference: string | null;
  /** True when another record answers the same request differently. */
  readonly conflict: boolean;
}

export const DeduplicateRequest = DeduplicateOperation.omit({ kind: true }).superRefine(
  checkDeduplicationUses,
);

export const deduplicateDefinition = defineOperation({
  command: 'dedup',
  operation: DeduplicateOperation,
  report: DeduplicateReport,
  parts: {
    AuditedPair,
    CheckedRow,
    DropPage,
    DuplicateAudit,
    DuplicateDecisions,
    DuplicateExample,
    DuplicateReason,
    DuplicatesCheckRequest,
    DuplicatesCheckResponse,
    GroupLoss,
    KeepRule,
    TakenField,
  },
  files: ['marks.jsonl', 'drops.jsonl', 'pairs.jsonl', 'conflicts.jsonl', 'audit.json', 'decisions.jsonl'],
  route: {
    path: '/v1/corpora/{name}/deduplications',
    operationId: 'deduplicate',
    summary: 'Find duplicates',
    description:
      'Finds exact copies, near copies and paraphrases, and names for each the record that stands for it. The same task ' +
      'of something else is no duplicate, and neither are records that answer one request differently: these are listed ' +
      'as conflicts. Where a source or a kind of work would lose more than `max_loss`, the job fails and leaves no marks. Nothing is deleted: `marks.jsonl` has a line for every record, with the scores and the words ' +
      'that differ of each that is dropped, `pairs.jsonl` every near pair with its scores, `conflicts.jsonl` the conflicts.',
    request: DeduplicateRequest,
    examples: {
      defaults: {},
      'calibrated, the best stay': { threshold: 'auto', keep: 'quality', quality_key: 'score' },
      'against a test set': { against: 'benchmark' },
      'a source that is a rewritten copy of another': { max_loss: 0.9 },
    },
  },
  corpora: ({ against }) => (against === null ? [] : [{ name: against, field: 'against' }]),
  distinctCorpora: true,
  marksCorpus: (_, about) => about,
});
