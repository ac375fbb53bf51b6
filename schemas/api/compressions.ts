import { z } from 'zod';
import { CompressionMethod } from '../curation/compress.ts';
import { SpaceName } from '../record.ts';

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
