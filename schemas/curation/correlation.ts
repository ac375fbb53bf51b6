import { z } from 'zod';
import { CorpusName } from '../record.ts';
import { TaskBy } from './same-task.ts';
import { defineOperation, MarksCorpus } from './definition.ts';

/** Most corpora in one heat map: with more it could not be read. */
const MOST_SETS = 20;

/**
 * How vectors are scaled: `l2` to length 1, `paper_sum` by the sum of their components, as the code of the paper does.
 */
export const Normalisation = z.enum(['l2', 'paper_sum']);
export type Normalisation = z.infer<typeof Normalisation>;

/** How corpora relate in the task space. */
const CorrelationOperation = z.strictObject({
  kind: z.literal('correlation'),
  corpora: z
    .array(CorpusName)
    .min(2)
    .max(MOST_SETS)
    .refine((names) => new Set(names).size === names.length, 'name each corpus once')
    .meta({ uniqueItems: true }),
  normalize: Normalisation.default('l2').describe(
    'How vectors are scaled: `l2` to length 1, `paper_sum` by the sum of their components, as the code of the paper ' +
      'does. `paper_sum` reverses the direction of vectors with a negative sum.',
  ),
  by: TaskBy.optional().describe(
    'Compares the corpora by what counts as a task too, in `shared_tasks`: by labels, kinds of work or groups of tasks.',
  ),
});

const Matrix = z.array(z.array(z.number()));

export const CorrelationReport = z.object({
  kind: z.literal('correlation'),
  marks_corpus: MarksCorpus,
  corpora: z.array(z.string()),
  rows: z.array(z.int()).describe('The number of rows of each corpus.'),
  space: z.literal('task'),
  normalize: Normalisation,
  mean_max_cosine: Matrix.describe(
    '[from][to]: the mean, over the rows of `from`, of the cosine similarity to the most similar row of `to`. It tells ' +
      'how well `to` covers what `from` asks for, and is not symmetric.',
  ),
  mean_wasserstein: Matrix.describe(
    'The mean, over the dimensions, of the 1-Wasserstein distance between the values of both corpora. It ' +
      'is symmetric, and 0 for corpora with the same distribution.',
  ),
  by: TaskBy.optional().describe('What counted as a task; absent when that was not asked for.'),
  shared_tasks: Matrix.optional().describe(
    '[from][to]: the share of the rows of `from`, of those that have a task, whose task `to` has too. It is not symmetric; a corpus ' +
      'in which no row has a task shares none. Absent without `by`.',
  ),
  without_task: z
    .array(z.int())
    .optional()
    .describe('The number of rows of each corpus that have no task. Absent without `by`.'),
  turned: z
    .array(z.int())
    .describe(
      'The number of rows of each corpus whose vectors `paper_sum` reversed, because their components have ' +
        'a negative sum.',
    ),
});
export type CorrelationReport = z.infer<typeof CorrelationReport>;

export const correlationDefinition = defineOperation({
  command: 'correlate',
  operation: CorrelationOperation,
  report: CorrelationReport,
  parts: {},
  files: ['heatmap.svg', 'heatmap.png'],
  route: {
    path: '/v1/correlations',
    operationId: 'correlateCorpora',
    summary: 'Tell how corpora relate',
    description:
      'Compares what corpora ask for, in the `task` space, as Li et al. (2024) do: the mean of the largest cosine, and the mean ' +
      'Wasserstein distance. `heatmap.svg` and `heatmap.png` show both.',
    request: CorrelationOperation.omit({ kind: true }),
    examples: {
      'three sets': { corpora: ['alpaca', 'dolly', 'gsm8k'], normalize: 'l2' },
      'by kinds of work too': { corpora: ['alpaca', 'dolly'], by: 'kind' },
    },
  },
  corpora: ({ corpora }) => corpora.map((name, at) => ({ name, field: `corpora.${at}` })),
  marksCorpus: () => null,
});
