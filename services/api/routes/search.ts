import { CorpusParams } from '../../../schemas/api/corpora.ts';
import { RecordSearch, SearchResponse } from '../../../schemas/api/records.ts';
import { searchRecords } from '../../retrieval/search.ts';
import { MAX_PAGE_TEXT, SMALL_BODY_BYTES } from '../http/limits.ts';
import { assertCorpus } from '../known-corpora.ts';
import { SEARCH_REQUESTS, SEARCH_RESPONSE } from '../openapi/examples.ts';
import { defineRoute } from '../route.ts';

export const searchRecordsRoute = defineRoute({
  method: 'post',
  path: '/v1/corpora/{name}/search',
  operationId: 'searchRecords',
  scope: 'read',
  tag: 'Records',
  summary: 'Search the records of a corpus',
  description:
    'Records near to a `text`, or to the records `like` and away from `unlike`: in task, in content, by words, or by all of these ' +
    'fused. Without text and like, the records that pass the `filter`, in the order of their ids. Nothing is left out as unlikely: that ' +
    'is for `/v1/demonstrations`. Pass `next` as `after` for the next page, up to 1,000 records of a ranking. Pages are stable while ' +
    'records come: none is given twice, and none that was there is passed over.',
  params: CorpusParams,
  body: { kind: 'json', schema: RecordSearch, maxBytes: SMALL_BODY_BYTES, examples: SEARCH_REQUESTS },
  responses: {
    200: {
      kind: 'json',
      description: 'A page of records, each with its scores.',
      schema: SearchResponse,
      example: SEARCH_RESPONSE,
    },
  },
  errors: [
    'not_found',
    'conflict',
    'payload_too_large',
    'store_unavailable',
    'encoder_unavailable',
    'embedding_service_unavailable',
  ],
  handle: async ({ params: { name }, body }, { services: { store, encoder }, signal }) => {
    await assertCorpus(store, name, 'name');
    const found = await searchRecords(name, body, { store, encoder, signal, pageText: MAX_PAGE_TEXT });
    return { status: 200, body: found };
  },
});
