import { CorpusParams } from '../../../schemas/api/corpora.ts';
import { NeighboursOperation } from '../../../schemas/curation/operations.ts';
import { curationRoute } from '../curation-route.ts';

export const findNeighboursRoute = curationRoute({
  path: '/v1/corpora/{name}/neighbours',
  operationId: 'findNeighbours',
  summary: 'Compute the neighbours of every record',
  description:
    'Other operations do this by themselves when they need it; done beforehand, they are quick. The graph is kept, and ' +
    'brought up to date when records came or went.',
  params: CorpusParams,
  body: NeighboursOperation.omit({ kind: true }),
  examples: { 'by task': { space: 'task', k: 32 } },
  toCuration: ({ name }, body) => ({
    corpora: [{ name, field: 'name' }],
    operation: { kind: 'neighbours', ...body },
  }),
});
