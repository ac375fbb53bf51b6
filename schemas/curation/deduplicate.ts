import { z } from 'zod';
import { CorpusName, MAX_TEXT_LENGTH, Turn } from '../record.ts';
import { defineOperation, MarksCorpus } from './definition.ts';

export const KeepRule = z
  .enum(['longest', 'quality', 'newest', 'first', 'random'])
  .describe(
    'Which of several duplicates stays. `longest`: the longest answer, then the longest request. `quality`: the highest ' +
      'number in `quality_key`. `newest`: the latest date in `date_key`. `first`: the one that stands first in its ' +
      'file, files by name; of records without a known place by the id that the row has in it. `random`: drawn with `seed`. Ties go ' +
      'by the id of the record.',
  );
export type KeepRule = z.infer<typeof KeepRule>;

const FieldName = z.string().min(1).max(200);

export const RankField = z.strictObject({
  field: FieldName.describe(
    'A field of the metadata, or `length`, `output_length`, `file`, `line`, `user_id`, `source` or `label`.',
  ),
  order: z.enum(['desc', 'asc']).default('desc').describe('`desc`: the highest number or latest text stays.'),
});
export type RankField = z.infer<typeof RankField>;

/** Lowest content similarity of the pairs that are kept for other thresholds. */
const LOWEST_THRESHOLD = 0.5;

/** Marks records that another one stands for. */
export const DeduplicateOperation = z.strictObject({
  kind: z.literal('deduplicate'),
  threshold: z
    .union([z.number().min(LOWEST_THRESHOLD).max(1), z.literal('auto')])
    .default(0.9)
    .describe(
      'Content similarity from which a record that asks for the same by its words is a paraphrase; at least 0.9 where ' +
        'one of the two has terms more. `auto`: calibrated on the corpus, and explained in the report.',
    ),
  jaccard_threshold: z
    .number()
    .min(0.3)
    .max(1)
    .default(0.7)
    .describe('Share of common character 5-grams from which such a record is a near copy.'),
  keep: KeepRule.default('longest'),
  quality_key: FieldName.default('quality').describe('Field of the metadata that `keep: quality` reads.'),
  date_key: FieldName.default('date').describe('Field of the metadata that `keep: newest` reads.'),
  rank_by: z
    .array(RankField)
    .max(10)
    .default([])
    .describe('Ranks by these fields instead of `keep`, the first before the next.'),
  seed: z.int().min(0).max(0xffffffff).default(42),
  against: CorpusName.nullable()
    .default(null)
    .describe('Drops what this other corpus has already; records of one corpus are then not compared.'),
});
export type DeduplicateOperation = z.infer<typeof DeduplicateOperation>;

export const DuplicateReason = z
  .enum(['exact', 'lexical', 'paraphrase'])
  .describe(
    '`exact`: the same request and answer but for case, white space and punctuation. `lexical`: nearly the same letters. ' +
      '`paraphrase`: near in content. The latter two ask for the same by their words and are of one kind of task.',
  );
export type DuplicateReason = z.infer<typeof DuplicateReason>;

/** Words that differ. */
const WordChange = z.object({
  removed: z.array(z.string()).describe('Words that only the record has.'),
  added: z.array(z.string()).describe('Words that only the other one has.'),
  exchanged: z
    .array(z.tuple([z.string(), z.string()]))
    .describe('Words taken for the same: forms and synonyms.'),
});

const Scores = {
  content: z.number().describe('Cosine similarity of the content.'),
  task: z.number().describe('Cosine similarity of the task.'),
  lexical: z.number().describe('Jaccard similarity of the character 5-grams.'),
};

/** A dropped record beside the one that stands for it. */
export const DuplicateExample = z.object({
  id: z.string(),
  duplicate_of: z.string(),
  reason: DuplicateReason,
  ...Scores,
  text: z.string(),
  kept_text: z.string(),
  difference: z
    .string()
    .describe('Word by word: what only the dropped one has as [-this-], what only the kept one as {+that+}.'),
});
export type DuplicateExample = z.infer<typeof DuplicateExample>;

const ConflictExample = z.object({
  ids: z.array(z.string()).describe('Two records.'),
  text: z.string().describe('What both ask.'),
  outputs: z.array(z.string()).describe('What each answers.'),
});

export const DeduplicateReport = z.object({
  kind: z.literal('deduplicate'),
  marks_corpus: MarksCorpus,
  corpora: z.array(z.string()),
  against: z.string().nullable(),
  rows: z.int().describe('Records of the corpus.'),
  selected: z.int().describe('Records that stay.'),
  filtered: z.int().describe('Records for which another one stands.'),
  duplicate_ratio: z.number().describe('Share of the records that are dropped.'),
  exact_duplicate_ratio: z.number().describe('Share of the records that are dropped as exact duplicates.'),
  reasons: z.object({ exact: z.int(), lexical: z.int(), paraphrase: z.int() }),
  kept_apart: z
    .object({ other_slot: z.int(), other_task: z.int() })
    .describe(
      'Pairs at or above a threshold that are no duplicates: the same task of something else, or another task.',
    ),
  conflicts: z
    .object({ requests: z.int(), records: z.int() })
    .describe('Requests that are answered differently, and the records that do so: flagged, never merged.'),
  threshold: z.number(),
  threshold_explanation: z.string(),
  jaccard_threshold: z.number(),
  keep: z.union([KeepRule, z.literal('rank_by')]),
  at_thresholds: z
    .array(z.object({ threshold: z.number(), filtered: z.int() }))
    .describe('What other thresholds would drop.'),
  examples: z.array(DuplicateExample),
  conflict_examples: z.array(ConflictExample),
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
  /** Word by word, as in the examples of the report. */
  readonly difference: string | null;
  /** Another record answers the same request differently. */
  readonly conflict: boolean;
}

/** Rows of one check. */
const MAX_CHECKED = 1_000;

export const DuplicatesCheckRequest = z.strictObject({
  rows: z
    .array(
      z.strictObject({
        instruction: z.string().min(1).max(MAX_TEXT_LENGTH),
        input: z.string().max(MAX_TEXT_LENGTH).default(''),
        output: z.string().max(MAX_TEXT_LENGTH).default('').describe('Without it a row contradicts nothing.'),
        system: z.string().max(MAX_TEXT_LENGTH).default(''),
        history: z.array(Turn).max(1_000).default([]),
      }),
    )
    .min(1)
    .max(MAX_CHECKED),
  threshold: z.number().min(LOWEST_THRESHOLD).max(1).default(0.9),
  jaccard_threshold: z.number().min(0.3).max(1).default(0.7),
});
export type DuplicatesCheckRequest = z.infer<typeof DuplicatesCheckRequest>;
/** As it is sent: what has a default may be left out. */
export type DuplicatesCheckBody = z.input<typeof DuplicatesCheckRequest>;

export const CheckedRow = z.object({
  row: z.int().describe('Its place in the request, from 0.'),
  status: z
    .enum(['new', 'duplicate', 'conflict'])
    .describe('`conflict`: the corpus has the same request with another answer.'),
  id: z.string().nullable().describe('The stored record that it duplicates or contradicts.'),
  reason: DuplicateReason.nullable(),
  content: z.number().nullable(),
  task: z.number().nullable(),
  lexical: z.number().nullable(),
  difference: WordChange.nullable(),
});
export type CheckedRow = z.infer<typeof CheckedRow>;

export const DuplicatesCheckResponse = z.object({
  corpus: z.string(),
  new: z.int(),
  duplicates: z.int(),
  conflicts: z.int(),
  rows: z.array(CheckedRow),
});
export type DuplicatesCheckResponse = z.infer<typeof DuplicatesCheckResponse>;

export const deduplicate = defineOperation({
  command: 'dedup',
  operation: DeduplicateOperation,
  report: DeduplicateReport,
  parts: {
    CheckedRow,
    DuplicateExample,
    DuplicateReason,
    DuplicatesCheckRequest,
    DuplicatesCheckResponse,
    KeepRule,
  },
  files: ['marks.jsonl', 'pairs.jsonl', 'conflicts.jsonl'],
  route: {
    path: '/v1/corpora/{name}/deduplications',
    operationId: 'deduplicate',
    summary: 'Find duplicates',
    description:
      'Finds exact copies, near copies and paraphrases, and names for each the record that stands for it. The same task ' +
      'of something else is no duplicate, and neither are records that answer one request differently: these are listed ' +
      'as conflicts. Nothing is deleted: `marks.jsonl` has a line for every record, with the scores and the words ' +
      'that differ of each that is dropped, `pairs.jsonl` every near pair with its scores, `conflicts.jsonl` the conflicts.',
    request: DeduplicateOperation.omit({ kind: true }),
    examples: {
      defaults: {},
      'calibrated, the best stay': { threshold: 'auto', keep: 'quality', quality_key: 'score' },
      'against a test set': { against: 'benchmark' },
    },
  },
  corpora: ({ against }) => (against === null ? [] : [{ name: against, field: 'against' }]),
  marksCorpus: (_, about) => about,
});
