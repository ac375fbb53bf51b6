import { z } from 'zod';
import { CorpusName } from '../record.ts';
import { SameTaskFrom } from './same-task.ts';
import { defineOperation, MarksCorpus, NAME_ANOTHER_CORPUS } from './definition.ts';

/** Looks for rows of a benchmark in training data. */
const ContaminationOperation = z.strictObject({
  kind: z.literal('contamination'),
  train: CorpusName.describe('The corpus that is trained on.'),
  bench: CorpusName.describe('The corpus that is measured with.'),
  threshold: z
    .union([z.literal('auto'), z.number().min(0).max(1)])
    .default('auto')
    .describe(
      'Similarity in the content space from which other words say the same; `auto` takes it for each row from what ' +
        'rows of the same task reach, at least 0.85.',
    ),
  same_task_from: SameTaskFrom,
});

export const Verdict = z.enum(['exact', 'near', 'soft', 'same_task_only', 'clean']);
export type Verdict = z.infer<typeof Verdict>;

/** A row of the benchmark and a training row, with all that was weighed. */
export const LeakPair = z.object({
  verdict: Verdict,
  bench_id: z.string(),
  train_id: z.string(),
  bench_rows: z.int().describe('Rows of the benchmark with this text, the first of them named.'),
  train_rows: z.int().describe('Training rows with this text, the first of them named.'),
  content: z.number().describe('Similarity in the content space.'),
  task: z.number().describe('Similarity in the task space.'),
  level: z.number().describe('Content similarity from which a shared task does not explain the pair.'),
  ngram_8: z
    .number()
    .nullable()
    .describe(
      'Share of the benchmark row’s own 8-grams of words in the training row; null when it has none.',
    ),
  ngram_13: z.number().nullable(),
  word_ratio: z
    .number()
    .describe('2 x words in common, in order, slips of the pen aside / words of both rows.'),
});
export type LeakPair = z.infer<typeof LeakPair>;

const VerdictRows = z.object({
  bench_rows: z.int(),
  train_rows: z.int().nullable().describe('Training rows that leak so; null where nothing leaks.'),
  definition: z.string(),
});

export const ContaminationReport = z.object({
  kind: z.literal('contamination'),
  marks_corpus: MarksCorpus,
  train: z.string(),
  bench: z.string(),
  rows: z.object({ train: z.int(), bench: z.int() }),
  verdicts: z.record(Verdict, VerdictRows).describe('Each row of the benchmark counts once, with its worst.'),
  base_rate: z
    .object({
      pairs: z.int(),
      median: z.number(),
      p90: z.number(),
      p99: z.number(),
      level: z.number().describe('What one such pair in 30,000 reaches.'),
    })
    .nullable()
    .describe(
      'Content similarity of rows that share a task and no words that suggest a leak; null when there are too few.',
    ),
  threshold: z.union([z.literal('auto'), z.number()]),
  by_definition: z
    .object({
      any_13_gram: z.int().describe('Brown et al. 2020 (GPT-3): one own 13-gram is in the training data.'),
      most_8_grams: z
        .int()
        .describe('Chowdhery et al. 2022 (PaLM): 70% of the own 8-grams are in the training data, wherever.'),
      without_8_grams: z
        .int()
        .describe('Neither can judge: fewer than 8 words, or none that are not the form of the benchmark.'),
    })
    .describe('Rows of the benchmark that two known definitions call contaminated, whatever the verdict.'),
  examples: z.array(
    LeakPair.extend({ bench_text: z.string(), train_text: z.string() }).describe(
      'The clearest of each kind.',
    ),
  ),
});
export type ContaminationReport = z.infer<typeof ContaminationReport>;

export const contamination = defineOperation({
  command: 'contamination',
  operation: ContaminationOperation,
  report: ContaminationReport,
  parts: { LeakPair, LeakVerdict: Verdict },
  files: ['marks.jsonl', 'pairs.jsonl', 'bench.jsonl'],
  route: {
    path: '/v1/contaminations',
    operationId: 'findContamination',
    summary: 'Find rows of a benchmark in training data',
    description:
      'Gives every row of the benchmark a verdict: `exact`, `near` (slips, small changes), `soft` (other words, content more alike ' +
      'than a shared task explains), `same_task_only` or `clean`. `pairs.jsonl` has the pairs with all scores, `bench.jsonl` a line ' +
      'for each row of the benchmark, `marks.jsonl` one for each training row: `keep` is false for `exact` and `near`.',
    request: ContaminationOperation.omit({ kind: true }).refine(({ train, bench }) => train !== bench, {
      path: ['bench'],
      message: NAME_ANOTHER_CORPUS,
    }),
    examples: { 'a benchmark in training data': { train: 'alpaca', bench: 'my-benchmark' } },
  },
  corpora: ({ train, bench }) => [
    { name: train, field: 'train' },
    { name: bench, field: 'bench' },
  ],
  marksCorpus: ({ train }) => train,
});
