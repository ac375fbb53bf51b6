import { z } from 'zod';
import {
  ContaminationOperation,
  CorrelationOperation,
  DiffOperation,
  GapsOperation,
} from '../../../schemas/curation/same-task.ts';
import { curationRoute } from '../curation-route.ts';

const NO_PARAMS = z.strictObject({});

/** Says of two fields that name the same corpus that there is nothing to compare. */
const other = (field: string) => ({
  path: [field],
  message: 'name another corpus: one beside itself is alike',
});

export const findContaminationRoute = curationRoute({
  path: '/v1/contaminations',
  operationId: 'findContamination',
  summary: 'Find rows of a benchmark in training data',
  description:
    'Gives every row of the benchmark a verdict: `exact`, `near` (slips, small changes), `soft` (other words, content more alike ' +
    'than a shared task explains), `same_task_only` or `clean`. `pairs.jsonl` has the pairs with all scores, `bench.jsonl` a line ' +
    'for each row of the benchmark, `marks.jsonl` one for each training row: `keep` is false for `exact` and `near`.',
  params: NO_PARAMS,
  body: ContaminationOperation.omit({ kind: true }).refine(
    ({ train, bench }) => train !== bench,
    other('bench'),
  ),
  examples: { 'a benchmark in training data': { train: 'alpaca', bench: 'my-benchmark' } },
  toCuration: (_, body) => ({
    corpora: [
      { name: body.train, field: 'train' },
      { name: body.bench, field: 'bench' },
    ],
    operation: { kind: 'contamination', ...body },
  }),
});

export const correlateCorporaRoute = curationRoute({
  path: '/v1/correlations',
  operationId: 'correlateCorpora',
  summary: 'Tell how corpora relate',
  description:
    'Compares what corpora ask for, in the `task` space, as Li et al. (2024) do: the mean of the largest cosine, and the mean ' +
    'Wasserstein distance. `heatmap.svg` and `heatmap.png` show both.',
  params: NO_PARAMS,
  body: CorrelationOperation.omit({ kind: true }),
  examples: { 'three sets': { corpora: ['alpaca', 'dolly', 'gsm8k'], normalize: 'l2' } },
  toCuration: (_, body) => ({
    corpora: body.corpora.map((name, at) => ({ name, field: `corpora.${at}` })),
    operation: { kind: 'correlation', ...body },
  }),
});

export const findGapsRoute = curationRoute({
  path: '/v1/gaps',
  operationId: 'findGaps',
  summary: 'Find the tasks that training data lack',
  description:
    'Which tasks of the target are missing or thin in the training set, with examples. `tasks.jsonl` has every task. With a ' +
    '`pool`, `marks.jsonl` has a line for each of its rows: `keep` is true for those that fill a gap.',
  params: NO_PARAMS,
  body: GapsOperation.omit({ kind: true }).refine(
    ({ train, target, pool }) => new Set([train, target, pool]).size === 3,
    other('target'),
  ),
  examples: { 'with a pool': { train: 'alpaca', target: 'production-log', pool: 'dolly', per_task: 20 } },
  toCuration: (_, body) => ({
    corpora: [
      { name: body.train, field: 'train' },
      { name: body.target, field: 'target' },
      ...(body.pool === null ? [] : [{ name: body.pool, field: 'pool' }]),
    ],
    operation: { kind: 'gaps', ...body },
  }),
});

export const findDiffRoute = curationRoute({
  path: '/v1/diffs',
  operationId: 'findDiff',
  summary: 'Tell what changed from one corpus to another',
  description:
    'Texts that came and went, texts answered otherwise, and the tasks that came, went, grew or shrank more than chance explains. ' +
    '`tasks.jsonl` has every task, `rows.jsonl` every row that came, went or is answered otherwise.',
  params: NO_PARAMS,
  body: DiffOperation.omit({ kind: true }).refine((body) => body.old !== body.new, other('new')),
  examples: { 'two versions': { old: 'chat-v1', new: 'chat-v2' } },
  toCuration: (_, body) => ({
    corpora: [
      { name: body.old, field: 'old' },
      { name: body.new, field: 'new' },
    ],
    operation: { kind: 'diff', ...body },
  }),
});
