import { z } from 'zod';
import { Budget } from './budget.ts';
import { SpaceName } from '../record.ts';

const MAX_SCORES = 50_000;
const MAX_FIELDS = 100;

export const CompressionMethod = z
  .enum(['stratified', 'k_means'])
  .describe(
    '`stratified` cuts the benchmark into cells of one size and draws a row of each: without bias. `k_means` takes the ' +
      'row nearest to the centre of each cluster, as the paper does: typical rows, which are often easier than others.',
  );
export type CompressionMethod = z.infer<typeof CompressionMethod>;

/** Picks rows of a benchmark that stand for all of it. */
export const CompressOperation = z.strictObject({
  kind: z.literal('compress'),
  budget: Budget.describe('Representatives: how many, or below 1 a share of all rows.'),
  method: CompressionMethod.default('stratified'),
  space: SpaceName.default('task').describe('The space in which rows are near one another.'),
  seed: z.int().min(0).max(2_147_483_647).default(42),
  score_fields: z
    .array(z.string().min(1).max(200))
    .max(MAX_FIELDS)
    .default([])
    .describe(
      'Metadata fields with the score of each row, one for each model: the estimates are checked on them.',
    ),
  scores: z
    .record(z.string(), z.number())
    .refine((scores) => Object.keys(scores).length <= MAX_SCORES, `at most ${MAX_SCORES} scores`)
    .optional()
    .describe(
      'Scores by the id of a record or the id it had in its file: of all rows, or of the representatives.',
    ),
});
export type CompressOperation = z.infer<typeof CompressOperation>;
