import { z } from 'zod';
import { Normalisation } from '../curation/same-task.ts';

/** A row that shows what is meant. */
export const ExampleRow = z.object({
  id: z.string(),
  text: z.string().describe('Instruction and input, cut when long.'),
});
export type ExampleRow = z.infer<typeof ExampleRow>;

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

const Matrix = z.array(z.array(z.number()));

export const CorrelationReport = z.object({
  kind: z.literal('correlation'),
  corpora: z.array(z.string()),
  rows: z.array(z.int()).describe('Rows of each corpus.'),
  space: z.literal('task'),
  normalize: Normalisation,
  mean_max_cosine: Matrix.describe(
    '[from][to]: mean over the rows of `from` of the cosine similarity to the most similar row of `to`. Not symmetric: how ' +
      'well `to` covers what `from` asks for.',
  ),
  mean_wasserstein: Matrix.describe(
    'Mean over the dimensions of the 1-Wasserstein distance of the values there. Symmetric; 0 for sets distributed alike.',
  ),
  turned: z
    .array(z.int())
    .describe(
      'Rows of each corpus that `paper_sum` turned round, since their components have a negative sum.',
    ),
});
export type CorrelationReport = z.infer<typeof CorrelationReport>;

export const TaskGap = z.object({
  task: z
    .string()
    .nullable()
    .describe('The label; null for rows that have none and are like no row with one.'),
  kind: z.enum(['missing', 'thin', 'covered']),
  target_rows: z.int(),
  expected_rows: z.number().describe('Training rows it would have with the share it has in the target.'),
  found_rows: z.int(),
  lacking_rows: z.int().describe('Rows to add for that share.'),
  covered_share: z
    .number()
    .describe('Share of its rows in the target that have a training row of the same task near.'),
  filled_rows: z.int().nullable().describe('Rows of the pool that were chosen; null without a pool.'),
});
export type TaskGap = z.infer<typeof TaskGap>;

export const GapsReport = z.object({
  kind: z.literal('gaps'),
  train: z.string(),
  target: z.string(),
  pool: z.string().nullable(),
  rows: z.object({ train: z.int(), target: z.int(), pool: z.int().nullable() }),
  tasks: z.object({ missing: z.int(), thin: z.int(), covered: z.int() }),
  covered_share: z
    .number()
    .describe('Share of all rows of the target that have a training row of the same task near.'),
  filled_rows: z.int().nullable(),
  gaps: z
    .array(TaskGap.extend({ examples: z.array(ExampleRow), fillers: z.array(ExampleRow) }))
    .describe('The largest gaps; `tasks.jsonl` has every task.'),
});
export type GapsReport = z.infer<typeof GapsReport>;

export const TaskChange = z.object({
  task: z.string().nullable(),
  kind: z.enum(['added', 'lost', 'grown', 'shrunk', 'same']),
  old_rows: z.int(),
  new_rows: z.int(),
  old_share: z.number(),
  new_share: z.number(),
  z: z
    .number()
    .describe('Signed root of the log likelihood ratio (Dunning 1993): above 0 when the share grew.'),
  q: z
    .number()
    .describe('Share of false findings among changes at least as clear (Benjamini and Hochberg 1995).'),
});
export type TaskChange = z.infer<typeof TaskChange>;

export const DiffReport = z.object({
  kind: z.literal('diff'),
  old: z.string(),
  new: z.string(),
  rows: z.object({ old: z.int(), new: z.int() }),
  texts: z
    .object({
      same: z.int(),
      added: z.int(),
      removed: z.int(),
      other_answer: z.int().describe('Of the same ones, those that are answered otherwise.'),
    })
    .describe('Different texts, by instruction and input.'),
  tasks: z
    .object({
      added: z.int(),
      lost: z.int(),
      grown: z.int(),
      shrunk: z.int(),
      same: z.int(),
      clearly_added: z.int(),
      clearly_lost: z.int(),
    })
    .describe(
      'A rare task comes and goes by chance: `clearly_` are those where chance does not explain it. `grown` and `shrunk` are clear.',
    ),
  distance: z
    .number()
    .describe('Share of the rows that would have to change their task to turn one set into the other.'),
  changes: z
    .array(TaskChange.extend({ examples: z.array(ExampleRow) }))
    .describe('The largest changes, of each kind some; `tasks.jsonl` has every task.'),
});
export type DiffReport = z.infer<typeof DiffReport>;
