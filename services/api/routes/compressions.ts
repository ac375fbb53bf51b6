import { CorpusParams } from '../../../schemas/api/corpora.ts';
import { CompressOperation } from '../../../schemas/curation/compress.ts';
import { curationRoute } from '../curation-route.ts';

export const compressRoute = curationRoute({
  path: '/v1/corpora/{name}/compressions',
  operationId: 'compressBenchmark',
  summary: 'Pick rows that stand for a whole benchmark',
  description:
    'Marks representatives in `marks.jsonl` (`keep`, `weight`, and for every record `represented_by`). The score of the ' +
    'whole benchmark is estimated by the mean of theirs, each by its weight, with a 95 % interval. Where scores are ' +
    'given, of all rows or of the representatives alone, the report has the estimate and what it missed by.',
  params: CorpusParams,
  body: CompressOperation.omit({ kind: true }),
  examples: {
    'a hundred rows': { budget: 100 },
    'checked on two models': { budget: 100, score_fields: ['model_a', 'model_b'] },
    'a score of representatives': { budget: 2, scores: { 'item-17': 1, 'item-90': 0 } },
  },
  toCuration: ({ name }, body) => ({
    corpora: [{ name, field: 'name' }],
    operation: { kind: 'compress', ...body },
  }),
});
