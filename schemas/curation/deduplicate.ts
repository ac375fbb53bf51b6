import { z } from 'zod';
import { CorpusName } from '../record.ts';

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
export const LOWEST_THRESHOLD = 0.5;

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
