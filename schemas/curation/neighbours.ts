import { z } from 'zod';
import { SpaceName } from '../record.ts';
import { defineOperation, MarksCorpus, NeighbourRecall } from './definition.ts';

/** Builds or updates the graph of nearest neighbours that other operations use. */
const NeighboursOperation = z.strictObject({
  kind: z.literal('neighbours'),
  space: SpaceName.default('task').describe('The space whose distances count.'),
  k: z.int().min(1).max(100).default(32).describe('The number of neighbours of each record.'),
});

/** The figures of a finished graph of neighbours. */
export const NeighboursReport = z.object({
  kind: z.literal('neighbours'),
  marks_corpus: MarksCorpus,
  corpora: z.array(z.string()),
  neighbour_recall: NeighbourRecall,
  rows: z.int(),
  space: SpaceName,
  k: z
    .int()
    .describe('The number of neighbours of each record, which in a small corpus is less than asked for.'),
  nearest: z
    .object({ p05: z.number(), p50: z.number(), p95: z.number() })
    .nullable()
    .describe(
      'Quantiles of the similarity of a record to its nearest neighbour; null with fewer than two records.',
    ),
});
export type NeighboursReport = z.infer<typeof NeighboursReport>;

export const neighboursDefinition = defineOperation({
  command: 'neighbours',
  operation: NeighboursOperation,
  report: NeighboursReport,
  parts: {},
  files: [],
  route: {
    path: '/v1/corpora/{name}/neighbours',
    operationId: 'findNeighbours',
    summary: 'Compute the neighbours of every record',
    description:
      'Other operations do this by themselves when they need it; done beforehand, they are quick. The graph is kept, and ' +
      'brought up to date when records came or went.',
    request: NeighboursOperation.omit({ kind: true }),
    examples: { 'by task': { space: 'task', k: 32 } },
  },
  corpora: () => [],
  marksCorpus: () => null,
});
