import { z } from 'zod';
import { CorpusName } from '../record.ts';

/** Sets that one heat map can hold and still be read. */
const MOST_SETS = 20;

const SameTaskFrom = z
  .number()
  .min(0)
  .max(1)
  .default(0.7)
  .describe('Similarity in the task space from which two rows do the same kind of work, labels aside.');

/** Looks for rows of a benchmark in training data. */
export const ContaminationOperation = z.strictObject({
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

/** `l2` to length 1; `paper_sum` divides by the sum of the components, as the paper's code does. */
export const Normalisation = z.enum(['l2', 'paper_sum']);
export type Normalisation = z.infer<typeof Normalisation>;

/** How corpora relate in the task space. */
export const CorrelationOperation = z.strictObject({
  kind: z.literal('correlation'),
  corpora: z
    .array(CorpusName)
    .min(2)
    .max(MOST_SETS)
    .refine((names) => new Set(names).size === names.length, 'name each corpus once')
    .meta({ uniqueItems: true }),
  normalize: Normalisation.default('l2').describe(
    'How vectors are scaled: `l2` to length 1, `paper_sum` by the sum of their components as in the code of the paper, which ' +
      'turns vectors round whose sum is negative.',
  ),
});

/** Which tasks of a target a training set lacks, and what would fill them. */
export const GapsOperation = z.strictObject({
  kind: z.literal('gaps'),
  train: CorpusName.describe('The corpus that may lack something.'),
  target: CorpusName.describe('The corpus that shows what is asked for.'),
  pool: CorpusName.nullable().default(null).describe('A corpus whose rows may fill the gaps.'),
  per_task: z.int().min(1).max(10_000).default(20).describe('Rows of the pool for one task at most.'),
  same_task_from: SameTaskFrom,
});

/** What changed from one corpus to another. */
export const DiffOperation = z.strictObject({
  kind: z.literal('diff'),
  old: CorpusName,
  new: CorpusName,
  same_task_from: SameTaskFrom,
});
