import { z } from 'zod';
import { SpaceName } from './record.ts';

const Estimate = z
  .object({ value: z.number(), low: z.number(), high: z.number() })
  .describe('A value with its 95 % interval, from the percentiles of 1,000 bootstrap resamples.');
export type Estimate = z.infer<typeof Estimate>;

const Spread = z
  .object({ mean: z.number(), deviation: z.number() })
  .describe('The mean and the standard deviation over the seeds. The deviation is that of a sample (n - 1).');
export type Spread = z.infer<typeof Spread>;

export const Clustering = z.object({
  rows: z.int().describe('The number of rows that were clustered: all, or a seeded sample of a large set.'),
  clusters: z.int().describe('The number of clusters, which is the number of labels among these rows.'),
  seeds: z.int(),
  adjusted_rand: Spread,
  purity: Spread,
  homogeneity: Spread,
  silhouette: Spread.describe('The silhouette of the clusters that were found, by euclidean distance.'),
});
export type Clustering = z.infer<typeof Clustering>;

export const Retrieval = z.object({
  without: z
    .array(z.string())
    .describe('The fields in which a neighbour must differ from its query, besides the text.'),
  queries: z
    .int()
    .describe('The number of rows with at least one other row of their label that is not left out.'),
  precision_at_1: Estimate.describe('The share of the queries whose nearest row has the same label.'),
  recall_at_10: Estimate.describe(
    'The rows of the query’s label among the nearest ten, as a share of those that could be there (at ' +
      'most ten). The mean over the queries.',
  ),
});
export type Retrieval = z.infer<typeof Retrieval>;

const Method = z.object({
  encoder: z.string().describe('The name of the encoder, or `bag of words`.'),
  space: SpaceName.nullable().describe('The space; null for bag of words, which has only one.'),
  dimensions: z.int(),
  truncated: z.int().describe('The number of texts that are longer than the encoder reads.'),
});

export const IebReport = z.object({
  text: z.enum(['instruction', 'instruction_with_input']),
  instructions: z.int(),
  tasks: z.int(),
  pairs: z.int(),
  methods: z.array(
    Method.extend({
      clustering: Clustering,
      similarity: Estimate.describe(
        "Spearman's correlation between the cosine similarity of the pairs and their labels.",
      ),
      retrieval: Retrieval,
    }),
  ),
});
export type IebReport = z.infer<typeof IebReport>;

export const LabelledReport = z.object({
  file: z.string(),
  label: z.string().describe('The field that holds the label.'),
  text: z.array(z.string()).describe('The fields that make up the text; empty for instruction and input.'),
  rows: z.int().describe('The number of rows with a label.'),
  labels: z.int(),
  unlabelled: z.int().describe('The number of rows that were left out because they have no label.'),
  rejected: z.int().describe('The number of rows that could not be read.'),
  methods: z.array(Method.extend({ clustering: Clustering, retrieval: z.array(Retrieval) })),
});
export type LabelledReport = z.infer<typeof LabelledReport>;

const KindRetrieval = z.object({
  name: z.string().nullable().describe('The language or the source of the queries; null for all of them.'),
  queries: z.int().describe('The number of rows to which a row of another source would be right.'),
  precision_at_1: Estimate.describe(
    'The share of the queries whose nearest row of another source does work of their kind.',
  ),
  precision_at_4: Estimate.describe(
    'The share of the nearest four rows of other sources that do. The mean over the queries.',
  ),
});
export type KindRetrieval = z.infer<typeof KindRetrieval>;

const ToldKinds = z.object({
  name: z.string().nullable().describe('The language or the source of the rows; null for all of them.'),
  rows: z.int(),
  right: Estimate.describe('The share of the rows whose kind, as the encoder tells it, is right.'),
  confidence: z.number().describe('The mean of the confidences; with a good calibration it is that share.'),
  calibration_error: z
    .number()
    .describe('How far confidences are from what is right: the expected calibration error over ten bins.'),
});
export type ToldKinds = z.infer<typeof ToldKinds>;

export const KindsReport = z.object({
  files: z.array(z.string()),
  rows: z.int().describe('The number of rows with a kind.'),
  kinds: z.int(),
  sources: z.int(),
  by: z.enum(['language', 'source']).describe('What the figures after the first are told for.'),
  unlabelled: z.int().describe('The number of rows that were left out because they name no kind.'),
  rejected: z.int().describe('The number of rows that could not be read.'),
  methods: z.array(
    Method.extend({
      retrieval: z.array(KindRetrieval),
      told: z
        .array(ToldKinds)
        .optional()
        .describe(
          'In the task space of an encoder that has kinds: how right the kinds are that records get.',
        ),
    }),
  ),
});
export type KindsReport = z.infer<typeof KindsReport>;

const Part = z.object({ categories: z.int(), rows: z.int() });

/** `manifest.json` of a benchmark that was made from a corpus. */
export const BenchmarkManifest = z.object({
  source: z.string().describe('The name of the file from which the benchmark was made.'),
  seed: z.int(),
  min_size: z.int(),
  test_share: z.number(),
  rows: z.int().describe('The number of rows that could be read.'),
  dropped: z.object({
    rejected: z.int().describe('The number of rows that could not be read.'),
    unlabelled: z.int().describe('The number of rows in which no task was found.'),
    repeated: z.int().describe('The number of rows with the instruction and input of an earlier row.'),
    rare: Part.describe('The categories with fewer rows than `min_size`.'),
  }),
  train: Part,
  test: Part,
  pairs: z.object({
    positive: z.int(),
    negative: z.int(),
    hard: z.int().describe('The number of negative pairs whose labels share the verb or the noun.'),
  }),
});
export type BenchmarkManifest = z.infer<typeof BenchmarkManifest>;

const Share = z.number().min(0).max(1);

export const AgreementReport = z.object({
  file: z.string(),
  rows: z.int(),
  exact: Share.describe(
    'The share of the rows whose label is one of the names that the file gives their category.',
  ),
  verb: Share,
  noun: Share,
  adjusted_rand: z.number().describe('The adjusted Rand index of the labels, taken as clusters.'),
  homogeneity: z.number(),
  confusions: z.array(z.object({ expected: z.string(), found: z.string().nullable(), rows: z.int() })),
});
export type AgreementReport = z.infer<typeof AgreementReport>;
