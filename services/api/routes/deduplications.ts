import { CorpusParams } from '../../../schemas/api/corpora.ts';
import { DuplicatesCheckRequest, DuplicatesCheckResponse } from '../../../schemas/api/deduplications.ts';
import { DeduplicateOperation } from '../../../schemas/curation/deduplicate.ts';
import { KindredError } from '../../../schemas/errors.ts';
import { checkDuplicates } from '../../curation/deduplicate/check.ts';
import { curationRoute } from '../curation-route.ts';
import { DUPLICATES_CHECK_REQUEST, DUPLICATES_CHECK_RESPONSE } from '../openapi/curation-examples.ts';
import { countOfCorpus } from '../known-corpora.ts';
import { LARGE_BODY_BYTES } from '../http/limits.ts';
import { defineRoute } from '../route.ts';

export const deduplicateRoute = curationRoute({
  path: '/v1/corpora/{name}/deduplications',
  operationId: 'deduplicate',
  summary: 'Find duplicates',
  description:
    'Finds exact copies, near copies and paraphrases, and names for each the record that stands for it. The same task ' +
    'of something else is no duplicate, and neither are records that answer one request differently: these are listed ' +
    'as conflicts. Nothing is deleted: `marks.jsonl` has a line for every record, with the scores and the words ' +
    'that differ of each that is dropped, `pairs.jsonl` every near pair with its scores, `conflicts.jsonl` the conflicts.',
  params: CorpusParams,
  body: DeduplicateOperation.omit({ kind: true }),
  examples: {
    defaults: {},
    'calibrated, the best stay': { threshold: 'auto', keep: 'quality', quality_key: 'score' },
    'against a test set': { against: 'benchmark' },
  },
  toCuration: ({ name }, body) => {
    const { against } = body;
    if (against === name) {
      throw new KindredError(
        'invalid_request',
        `'${name}' cannot be compared against itself: leave against out.`,
        {
          field: 'against',
        },
      );
    }
    return {
      corpora: [{ name, field: 'name' }, ...(against === null ? [] : [{ name: against, field: 'against' }])],
      operation: { kind: 'deduplicate', ...body },
    };
  },
});

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
      description: 'What each row is, in their order.',
      schema: DuplicatesCheckResponse,
      example: DUPLICATES_CHECK_RESPONSE,
    },
  },
  errors: ['not_found', 'payload_too_large', 'store_unavailable', 'encoder_unavailable'],
  handle: async ({ params: { name }, body }, { services, signal }) => {
    await countOfCorpus(services.store, name, 'name');
    return { status: 200, body: await checkDuplicates(name, body, services, signal) };
  },
});
