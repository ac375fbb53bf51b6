import { CorpusParams } from '../../../schemas/api/corpora.ts';
import { RecordKeys, RecordsDeleted, RecordsFound } from '../../../schemas/api/record-writes.ts';
import { RecordParams, RecordQuery } from '../../../schemas/api/records.ts';
import { deleteRecords } from '../../records/change-record.ts';
import { SMALL_BODY_BYTES } from '../http/limits.ts';
import { assertCorpus } from '../known-corpora.ts';
import { slicesOf } from '../../store/slices.ts';
import {
  findRecord,
  KEYS_AT_ONCE,
  keysOfRequest,
  MOST_OF_A_KEY,
  recordsInTurn,
  recordsOf,
} from '../known-records.ts';
import { RECORD_DELETED, RECORD_KEYS, RECORDS_DELETED, RECORDS_FOUND } from '../openapi/record-examples.ts';
import { defineRoute } from '../route.ts';

const body = {
  kind: 'json',
  schema: RecordKeys,
  maxBytes: SMALL_BODY_BYTES,
  examples: RECORD_KEYS,
} as const;

export const getRecordsRoute = defineRoute({
  method: 'post',
  path: '/v1/corpora/{name}/record-lookups',
  operationId: 'getRecords',
  scope: 'read',
  tag: 'Records',
  summary: 'Several records',
  description:
    'By their ids or by your own, up to 1,000 at once. Of a `user_id` that many records have, 25 are given. An answer ends after ' +
    '8 MiB; ask again for the keys in `rest`.',
  params: CorpusParams,
  body,
  responses: {
    200: { kind: 'json', description: 'The records.', schema: RecordsFound, example: RECORDS_FOUND },
  },
  errors: ['not_found', 'payload_too_large', 'store_unavailable'],
  handle: async ({ params: { name }, body: keys }, { services: { store } }) => {
    await assertCorpus(store, name, 'name');
    return { status: 200, body: await recordsInTurn(keys, name, store) };
  },
});

export const deleteRecordsRoute = defineRoute({
  method: 'post',
  path: '/v1/corpora/{name}/record-deletions',
  operationId: 'deleteRecords',
  scope: 'write',
  tag: 'Records',
  summary: 'Delete several records',
  description:
    'By their ids or by your own, up to 1,000 at once. All records with one of these `user_ids` are deleted. When the answer comes ' +
    'nothing finds them any more. Results of curations that were made before keep what they quote of them.',
  params: CorpusParams,
  body,
  responses: {
    200: {
      kind: 'json',
      description: 'How many records were deleted.',
      schema: RecordsDeleted,
      example: RECORDS_DELETED,
    },
  },
  errors: ['not_found', 'payload_too_large', 'store_unavailable'],
  handle: async ({ params: { name }, body: asked }, { services }) => {
    const { store, log } = services;
    await assertCorpus(store, name, 'name');
    const { keys, by } = keysOfRequest(asked);
    const there = new Set<string>();
    let deleted = 0;
    for (const some of slicesOf(keys, KEYS_AT_ONCE)) {
      const find = async () => {
        const found = await recordsOf(some, by, name, store);
        for (const key of found.keys()) there.add(key);
        return [...found.values()].flat();
      };
      // Of a key that many records have, some are found at a time.
      deleted += await deleteRecords(find, name, by === 'id' ? Infinity : MOST_OF_A_KEY, services);
    }
    log.info({ corpus: name, deleted }, 'records deleted');
    const answer: RecordsDeleted = {
      corpus: name,
      deleted,
      missing: keys.filter((key) => !there.has(key)),
    };
    return { status: 200, body: answer };
  },
});

export const deleteRecordRoute = defineRoute({
  method: 'delete',
  path: '/v1/corpora/{name}/records/{id}',
  operationId: 'deleteRecord',
  scope: 'write',
  tag: 'Records',
  summary: 'Delete a record',
  description:
    'By its id, or with `by=user_id` by your own, as GET of this path finds it. When the answer comes nothing finds it any more.',
  params: RecordParams,
  query: RecordQuery,
  responses: {
    200: {
      kind: 'json',
      description: 'The record is gone.',
      schema: RecordsDeleted,
      example: RECORD_DELETED,
    },
  },
  errors: ['not_found', 'conflict', 'store_unavailable'],
  handle: async ({ params: { name, id }, query: { by } }, { services }) => {
    const { store, log } = services;
    await assertCorpus(store, name, 'name');
    const find = async () => [await findRecord(store, { corpus: name, id, by })];
    const deleted = await deleteRecords(find, name, Infinity, services);
    log.info({ corpus: name, deleted }, 'record deleted');
    const answer: RecordsDeleted = { corpus: name, deleted, missing: [] };
    return { status: 200, body: answer };
  },
});
