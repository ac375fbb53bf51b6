import { z } from 'zod';
import { CorpusName } from '../record.ts';
import { SameTaskFrom } from './same-task.ts';
import { defineOperation, MarksCorpus, NAME_ANOTHER_CORPUS } from './definition.ts';

/** Looks for rows of a benchmark in training data. */
const ContaminationOperation = z.strictObject({
  kind: z.literal('contamination'),
  train: CorpusName.describe('The corpus with the training data.'),
  bench: CorpusName.describe('The corpus with the benchmark.'),
  threshold: z
    .union([z.literal('auto'), z.number().min(0).max(1)])
    .default('auto')
    .describe(
      'The content similarity from which a row in other words says the same. `auto` derives it for each row from ' +
        'the similarity that rows of the same task reach; it is at least 0.85.',
    ),
  same_task_from: SameTaskFrom,
});

export const Verdict = z.enum(['exact', 'near', 'soft', 'same_task_only', 'clean']);
export type Verdict = z.infer<typeof Verdict>;

/** A row of the benchmark and a training row, with everything on which the verdict rests. */
export const LeakPair = z.object({
  verdict: Verdict,
  bench_id: z.string(),
  train_id: z.string(),
  bench_rows: z
    .int()
    .describe('The number of benchmark rows with this text. `bench_id` names the first of them.'),
  train_rows: z
    .int()
    .describe('The number of training rows with this text. `train_id` names the first of them.'),
  field: z
    .string()
    .describe(
      'The field of the training row in which the text is: `instruction` (with the input), `output`, `system`, `history[0]`, or ' +
        'a path in the metadata such as `rejected` or `messages[1].content`.',
    ),
  difference: z
    .array(z.string())
    .describe(
      'Of two questions with the same words: the fields in which they differ, such as their choices.',
    ),
  content: z
    .number()
    .nullable()
    .describe(
      'Similarity in the content space; null in other fields than the instruction, which have no vectors.',
    ),
  task: z.number().nullable().describe('Similarity in the task space; null like `content`.'),
  level: z
    .number()
    .nullable()
    .describe('The content similarity from which a shared task alone does not explain the pair.'),
  ngram_8: z
    .number()
    .nullable()
    .describe(
      'The share of the benchmark row’s own 8-grams of words that the training row has too; null when it ' +
        'has none.',
    ),
  ngram_13: z.number().nullable(),
  word_ratio: z
    .number()
    .describe(
      '2 × the words in common and in order, divided by the words of both rows. Words that differ by a ' +
        'typing error count as equal.',
    ),
});
export type LeakPair = z.infer<typeof LeakPair>;

const VerdictRows = z.object({
  bench_rows: z.int(),
  train_rows: z
    .int()
    .nullable()
    .describe('The number of training rows with this verdict; null for verdicts that are no leak.'),
  definition: z.string(),
});

export const ContaminationReport = z.object({
  kind: z.literal('contamination'),
  marks_corpus: MarksCorpus,
  train: z.string(),
  bench: z.string(),
  rows: z.object({ train: z.int(), bench: z.int() }),
  verdicts: z
    .record(Verdict, VerdictRows)
    .describe('Each row of the benchmark counts once, with its worst verdict.'),
  base_rate: z
    .object({
      pairs: z.int(),
      median: z.number(),
      p90: z.number(),
      p99: z.number(),
      level: z.number().describe('The similarity that one such pair in 30,000 reaches.'),
    })
    .nullable()
    .describe(
      'The content similarity of pairs that share a task but no words that suggest a leak; null when there ' +
        'are too few pairs.',
    ),
  threshold: z.union([z.literal('auto'), z.number()]),
  by_definition: z
    .object({
      any_13_gram: z
        .int()
        .describe(
          'The rule of Brown et al. 2020 (GPT-3): at least one of the row’s own 13-grams is in the training ' +
            'data.',
        ),
      most_8_grams: z
        .int()
        .describe(
          'The rule of Chowdhery et al. 2022 (PaLM): at least 70% of the row’s own 8-grams are in the training ' +
            'data, in whatever rows.',
        ),
      without_8_grams: z
        .int()
        .describe(
          'Rows that neither rule can judge: they have fewer than 8 words, or only words that belong to the ' +
            'form of the benchmark.',
        ),
    })
    .describe(
      'How many rows of the benchmark two known definitions call contaminated, whatever their verdict here.',
    ),
  fields: z
    .array(z.object({ field: z.string(), train_rows: z.int(), bench_texts: z.int() }))
    .describe('In which fields of training rows texts of the benchmark are.'),
  examples: z.array(
    LeakPair.extend({ bench_text: z.string(), train_text: z.string() }).describe(
      'The clearest pairs of each verdict.',
    ),
  ),
});
export type ContaminationReport = z.infer<typeof ContaminationReport>;

export const contaminationDefinition = defineOperation({
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
      'Looks through every text of the training rows: instruction, input, answer, system prompt, earlier turns, and all of their ' +
      'metadata. Gives every row of the benchmark a verdict: `exact`, `near` (slips, small changes), `soft` (other words, content more alike ' +
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
