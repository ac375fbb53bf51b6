import { z } from 'zod';
import { Budget } from './budget.ts';
import { SpaceName } from '../record.ts';
import { defineOperation, MarksCorpus } from './definition.ts';

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

export const CompressionCheck = z.object({
  name: z.string().describe('The field, or `scores`.'),
  scored_rows: z.int(),
  scored_representatives: z.int(),
  estimate: z.number().nullable().describe('Mean score of all rows, by the weights of the representatives.'),
  margin: z
    .number()
    .nullable()
    .describe('Half the width of the 95 % interval; null below two representatives.'),
  full: z.number().nullable().describe('The mean over all rows; null unless all have a score.'),
  error: z.number().nullable().describe('`estimate` less `full`.'),
  random_error: z
    .number()
    .nullable()
    .describe('Root mean square error of the mean of as many random rows, for comparison.'),
});
export type CompressionCheck = z.infer<typeof CompressionCheck>;

/** Which rows stand for a benchmark, and how well they tell a score. */
export const CompressReport = z.object({
  kind: z.literal('compress'),
  marks_corpus: MarksCorpus,
  corpora: z.array(z.string()),
  rows: z.int(),
  method: CompressionMethod,
  space: SpaceName,
  seed: z.int(),
  representatives: z.int(),
  least_weight: z.int().describe('Rows that a representative stands for, itself included.'),
  greatest_weight: z.int(),
  checks: z.array(CompressionCheck),
});
export type CompressReport = z.infer<typeof CompressReport>;

export const compress = defineOperation({
  command: 'compress',
  operation: CompressOperation,
  report: CompressReport,
  parts: { CompressionCheck },
  files: ['marks.jsonl'],
  route: {
    path: '/v1/corpora/{name}/compressions',
    operationId: 'compressBenchmark',
    summary: 'Pick rows that stand for a whole benchmark',
    description:
      'Marks representatives in `marks.jsonl` (`keep`, `weight`, and for every record `represented_by`). The score of the ' +
      'whole benchmark is estimated by the mean of theirs, each by its weight, with a 95 % interval. Where scores are ' +
      'given, of all rows or of the representatives alone, the report has the estimate and what it missed by.',
    request: CompressOperation.omit({ kind: true }),
    examples: {
      'a hundred rows': { budget: 100 },
      'checked on two models': { budget: 100, score_fields: ['model_a', 'model_b'] },
      'a score of representatives': { budget: 2, scores: { 'item-17': 1, 'item-90': 0 } },
    },
  },
  corpora: () => [],
  marksCorpus: (_, about) => about,
});
