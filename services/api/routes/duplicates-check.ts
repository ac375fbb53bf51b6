import { CorpusParams } from '../../../schemas/api/corpora.ts';
import {
  DuplicatesCheckRequest,
  DuplicatesCheckResponse,
} from '../../../schemas/curation/duplicates-check.ts';
import { checkDuplicates } from '../../curation/deduplicate/check.ts';
import { DUPLICATES_CHECK_REQUEST, DUPLICATES_CHECK_RESPONSE } from '../openapi/curation-examples.ts';
import { assertCorpus } from '../known-corpora.ts';
import { LARGE_BODY_BYTES } from '../http/limits.ts';
import { defineRoute } from '../route.ts';

export const checkDuplicatesRoute = defineRoute({
  method: 'post',
  path: '/v1/corpora/{name}/duplicates/check',
  operationId: 'checkDuplicates',
  scope: 'read',
  tag: 'Curation',
  summary: 'Tell which rows are new',
  description:
    'Compares rows that are not stored with a corpus, by the rules of deduplication, and says of each whether it is new, ' +
    'of which record it is a duplicate, or which one it contradicts. The rows are not compared with each other.',
  params: CorpusParams,
  body: {
    kind: 'json',
    schema: DuplicatesCheckRequest,
    maxBytes: LARGE_BODY_BYTES,
    examples: { 'two rows': DUPLICATES_CHECK_REQUEST },
  },
  responses: {
    200: {
      kind: 'json',
      description: 'What each row is, in the order of the request.',
      schema: DuplicatesCheckResponse,
      example: DUPLICATES_CHECK_RESPONSE,
    },
  },
  errors: [
    'not_found',
    'payload_too_large',
    'store_unavailable',
    'encoder_unavailable',
    'embedding_service_unavailable',
  ],
  handle: async ({ params: { name }, body }, { services, signal }) => {
    await assertCorpus(services.store, name, 'name');
    return { status: 200, body: await checkDuplicates(name, body, services, signal) };
  },
});
