import { CorpusParams, KindList, TasksQuery } from '../../../schemas/api/corpora.ts';
import { KIND_LIST } from '../openapi/examples.ts';
import { assertCorpus } from '../known-corpora.ts';
import { defineRoute } from '../route.ts';
import { valuesWithExamples } from '../value-examples.ts';

export const listKindsRoute = defineRoute({
  method: 'get',
  path: '/v1/corpora/{name}/kinds',
  operationId: 'listKinds',
  scope: 'read',
  wholeCorpora: true,
  tag: 'Corpora',
  summary: 'The kinds of work in a corpus',
  description:
    'Kinds of work, as the encoder told them, with the number of their records, most frequent first, and examples. There are ' +
    'none when the encoder has no kinds, or had none when the records were stored.',
  params: CorpusParams,
  query: TasksQuery,
  responses: {
    200: { kind: 'json', description: 'The kinds of work.', schema: KindList, example: KIND_LIST },
  },
  errors: ['not_found', 'store_unavailable'],
  handle: async ({ params: { name }, query }, { services: { store } }) => {
    await assertCorpus(store, name, 'name');
    const found = await valuesWithExamples(store, 'kind', name, query);
    const body: KindList = {
      kinds: found.values.map(({ value, ...rest }) => ({ kind: value, ...rest })),
      total: found.distinct,
      without_kind: found.without,
    };
    return { status: 200, body };
  },
});
