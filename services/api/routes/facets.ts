import { CorpusParams } from '../../../schemas/api/corpora.ts';
import { Facets, FacetsQuery } from '../../../schemas/api/facets.ts';
import { countValues } from '../../retrieval/count-values.ts';
import { assertCorpus } from '../known-corpora.ts';
import { FACETS } from '../openapi/examples.ts';
import { defineRoute } from '../route.ts';

/** Whoever asks the same gets the same answer, so that it is counted to its end, even when the first asker has gone. */
const TO_ITS_END = new AbortController().signal;

export const countFacetsRoute = defineRoute({
  method: 'get',
  path: '/v1/corpora/{name}/facets',
  operationId: 'countFacets',
  scope: 'read',
  wholeCorpora: true,
  tag: 'Records',
  summary: 'The values of fields, with counts',
  description:
    'How many records of a corpus, or of those that pass a filter, have which value of each field, the most frequent first. ' +
    'Language, file, split and fields of the metadata are read from every record, of 100,000 records and as many values at most.',
  params: CorpusParams,
  query: FacetsQuery,
  responses: {
    200: { kind: 'json', description: 'The values of each field.', schema: Facets, example: FACETS },
  },
  errors: ['not_found', 'conflict', 'store_unavailable'],
  handle: async ({ params: { name }, query: { fields, filter, limit } }, { services: { store } }) => {
    await assertCorpus(store, name, 'name');
    const selection = { corpora: [name], ...(filter && { where: filter }) };
    return {
      status: 200,
      body: await countValues([...new Set(fields)], selection, limit, { store, signal: TO_ITS_END }),
    };
  },
});
