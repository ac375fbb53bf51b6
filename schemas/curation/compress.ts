import { z } from 'zod';
import { Budget } from './budget.ts';
import { SpaceName } from '../record.ts';
import { defineOperation, MarksCorpus } from './definition.ts';
import { OutsideModels } from './score-predictor.ts';

const MAX_SCORES = 50_000;
const MAX_FIELDS = 100;

export const CompressionMethod = z
  .enum(['stratified', 'k_means', 'disagreement'])
  .describe(
    '`stratified` divides the benchmark into cells of equal size and draws one row of each, which gives estimates ' +
      'without bias. `k_means` takes the row nearest to the centre of each cluster, as the paper does. These rows are ' +
      'typical, and therefore often easier than others. `disagreement` takes the rows on which models with known results ' +
      '(`score_fields` or `metric`) disagree most, and leaves `predictor.json`, which tells the score of a later model from its results ' +
      'on these rows.',
  );
export type CompressionMethod = z.infer<typeof CompressionMethod>;

/** Picks rows of a benchmark that stand for all of it. */
export const CompressOperation = z.strictObject({
  kind: z.literal('compress'),
  budget: Budget.describe(
    'How many representatives to pick: a number of rows, or below 1 a share of all rows.',
  ),
  method: CompressionMethod.default('stratified'),
  space: SpaceName.default('task').describe(
    'The space in which the distances between rows count; not for the method disagreement.',
  ),
  seed: z.int().min(0).max(2_147_483_647).default(42),
  score_fields: z
    .array(z.string().min(1).max(200))
    .max(MAX_FIELDS)
    .default([])
    .describe(
      'Metadata fields with the score of each row, one field for each model. The method disagreement chooses by them; the ' +
        'estimates of the others are checked against them.',
    ),
  metric: z
    .string()
    .min(1)
    .max(200)
    .optional()
    .describe(
      'Every metadata field `MODEL/METRIC` with this metric counts as a score field, as `kindred merge-scores` names them.',
    ),
  scores: z
    .record(z.string(), z.number())
    .refine((scores) => Object.keys(scores).length <= MAX_SCORES, `at most ${MAX_SCORES} scores`)
    .optional()
    .describe(
      'The scores of all rows or of the representatives, by the id of the record or the id that the row had ' +
        'in its file.',
    ),
});
export type CompressOperation = z.infer<typeof CompressOperation>;

export const CompressionCheck = z.object({
  name: z.string().describe('The metadata field, or `scores` for the scores in the request.'),
  scored_rows: z.int(),
  scored_representatives: z.int(),
  estimate: z
    .number()
    .nullable()
    .describe('The estimated mean score of all rows: the weighted mean over the representatives.'),
  margin: z
    .number()
    .nullable()
    .describe('Half the width of the 95 % interval; null with fewer than two representatives.'),
  full: z.number().nullable().describe('The true mean over all rows; null unless every row has a score.'),
  error: z.number().nullable().describe('`estimate` minus `full`; null when one of them is null.'),
  random_error: z
    .number()
    .nullable()
    .describe('For comparison, the root mean square error of the mean over as many random rows.'),
  outside: OutsideModels.nullable()
    .optional()
    .describe(
      'With the method disagreement: in which way the model lies outside the others; null when it does not.',
    ),
});
export type CompressionCheck = z.infer<typeof CompressionCheck>;

/** Which rows stand for a benchmark, and how well a score is estimated from them. */
export const CompressReport = z.object({
  kind: z.literal('compress'),
  marks_corpus: MarksCorpus,
  corpora: z.array(z.string()),
  rows: z.int(),
  method: CompressionMethod,
  space: SpaceName,
  seed: z.int(),
  representatives: z.int(),
  least_weight: z
    .number()
    .describe('The smallest number of rows that a representative stands for, itself included.'),
  greatest_weight: z.number(),
  checks: z
    .array(CompressionCheck)
    .describe(
      'One for each model. With the method disagreement each is told by the others, as if it came after them.',
    ),
  predictor: z
    .object({
      models: z.int().describe('The number of models whose results were learnt from.'),
      unfinished: z.int().describe('The number of models without a score on some row, which were left out.'),
      error: z.number().describe('The mean error with which each model is told by the others.'),
      inside: z
        .number()
        .describe('The share of the models whose score lies in the 95 % interval that the others give it.'),
    })
    .nullable()
    .optional()
    .describe(
      'What the predictor was made of, with the method disagreement, else null; absent in reports of earlier versions.',
    ),
});
export type CompressReport = z.infer<typeof CompressReport>;

const CompressRequest = CompressOperation.omit({ kind: true }).superRefine((operation, context) => {
  const { method, space, score_fields, metric } = operation;
  if (method !== 'disagreement') return;
  const refuse = (field: string, message: string): void =>
    context.addIssue({ code: 'custom', path: [field], message });
  if (score_fields.length === 0 && metric === undefined) {
    refuse(
      'method',
      'the method disagreement needs results of earlier models: name their fields or their metric',
    );
  }
  if (space !== 'task') refuse('space', 'the method disagreement goes by results alone: leave it out');
});

export const compressDefinition = defineOperation({
  command: 'compress',
  operation: CompressOperation,
  report: CompressReport,
  parts: { CompressionCheck },
  files: ['marks.jsonl', 'predictor.json'],
  route: {
    path: '/v1/corpora/{name}/compressions',
    operationId: 'compressBenchmark',
    summary: 'Pick rows that stand for a whole benchmark',
    description:
      'Marks representatives in `marks.jsonl` (`keep`, `weight`, and for every record `represented_by`, which is null with the method ' +
      'disagreement). The weighted mean ' +
      'of their scores estimates the score of the whole benchmark, with a 95 % interval. When scores are given, of all ' +
      'rows or of the representatives alone, the report has the estimate, and its error where the scores of all rows ' +
      'are known.',
    request: CompressRequest,
    examples: {
      'a hundred rows': { budget: 100 },
      'checked on two models': { budget: 100, score_fields: ['model_a', 'model_b'] },
      'by the results of earlier models': { budget: 100, method: 'disagreement', metric: 'acc' },
      'a score of representatives': { budget: 2, scores: { 'item-17': 1, 'item-90': 0 } },
    },
  },
  corpora: () => [],
  marksCorpus: (_, about) => about,
});
