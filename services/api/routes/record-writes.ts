import { CorpusParams } from '../../../schemas/api/corpora.ts';
import {
  RecordChanged,
  RecordPatch,
  RecordsToWrite,
  RecordsWritten,
  WriteQuery,
  type RecordWritten,
} from '../../../schemas/api/record-writes.ts';
import { RecordParams, RecordQuery } from '../../../schemas/api/records.ts';
import { KindredError } from '../../../schemas/errors.ts';
import { changeRecord } from '../../records/change-record.ts';
import { putRecords, type PutOutcome } from '../../records/put-records.ts';
import type { WriteOrder, WritingDeps } from '../../records/record-writer.ts';
import { at } from '../../runtime/at.ts';
import type { RouteServices } from '../deps.ts';
import { LARGE_BODY_BYTES, SMALL_BODY_BYTES } from '../http/limits.ts';
import { epochForNewWork } from '../jobs/delete-corpus.ts';
import { assertCorpus, assertMayWrite } from '../known-corpora.ts';
import { findRecord } from '../known-records.ts';
import {
  RECORD_CHANGED,
  RECORD_PATCH,
  RECORDS_TO_WRITE,
  RECORDS_WRITTEN,
} from '../openapi/record-examples.ts';
import { defineRoute } from '../route.ts';
import { changeOf, contentOfRow } from '../written-rows.ts';
import { BYTES_A_TEXT, QUERY_TEXTS } from './embeddings.ts';

export const putRecordsRoute = defineRoute({
  method: 'put',
  path: '/v1/corpora/{name}/records',
  operationId: 'putRecords',
  scope: 'write',
  tag: 'Records',
  summary: 'Write records',
  description:
    'Up to 1,000 at once. They are found when the answer comes, and survive a killed process. A record that the corpus has under the ' +
    'same `user_id` is replaced; one without a `user_id` is added unless the corpus has it. A bad record does not stop the others: ' +
    'its entry says what is wrong. Sending the same again changes nothing.',
  params: CorpusParams,
  query: WriteQuery,
  body: {
    kind: 'json',
    schema: RecordsToWrite,
    maxBytes: LARGE_BODY_BYTES,
    examples: { 'two records': RECORDS_TO_WRITE },
  },
  responses: {
    200: {
      kind: 'json',
      description: 'What became of each record, also when all of them failed.',
      schema: RecordsWritten,
      example: RECORDS_WRITTEN,
    },
  },
  errors: [
    ...(['conflict', 'payload_too_large', 'storage_full'] as const),
    ...([
      'store_unavailable',
      'queue_unavailable',
      'encoder_unavailable',
      'embedding_service_unavailable',
    ] as const),
  ],
  handle: async ({ params: { name }, body }, { services, signal, holding }) => {
    assertMayWrite(services.access, name);
    holding.add(body.records.length * BYTES_A_TEXT);
    const rows = body.records.map(contentOfRow);
    const contents = rows.flatMap((row) => (row instanceof KindredError ? [] : [row]));
    const outcomes = await written(name, contents.length, services, signal, (order, deps) =>
      putRecords(contents, order, deps),
    );
    let next = 0;
    const records = rows.map((row, index) => {
      const outcome: PutOutcome =
        row instanceof KindredError ? { status: 'failed', error: row } : at(outcomes, next++);
      return entryOf(index, outcome);
    });
    return { status: 200, body: answerOf(name, records) };
  },
});

export const patchRecordRoute = defineRoute({
  method: 'patch',
  path: '/v1/corpora/{name}/records/{id}',
  operationId: 'patchRecord',
  scope: 'write',
  tag: 'Records',
  summary: 'Change some fields of a record',
  description:
    'Fields that are left out stay. The record gets another id, since ids follow from content; with `by=user_id` it is named by your ' +
    'own. It is embedded again when its instruction or input changed. The changed record is found when the answer comes.',
  params: RecordParams,
  query: RecordQuery,
  body: {
    kind: 'json',
    schema: RecordPatch,
    maxBytes: SMALL_BODY_BYTES,
    examples: { 'another answer': RECORD_PATCH },
  },
  responses: {
    200: {
      kind: 'json',
      description: 'The record as it is now.',
      schema: RecordChanged,
      example: RECORD_CHANGED,
    },
  },
  errors: [
    ...(['not_found', 'conflict', 'payload_too_large', 'storage_full'] as const),
    ...([
      'store_unavailable',
      'queue_unavailable',
      'encoder_unavailable',
      'embedding_service_unavailable',
    ] as const),
  ],
  handle: async ({ params: { name, id }, query: { by }, body }, { services, signal }) => {
    const { store } = services;
    await assertCorpus(store, name, 'name');
    const find = () => findRecord(store, { corpus: name, id, by });
    const { record, replaced } = await written(name, 1, services, signal, (order, deps) =>
      changeRecord(find, changeOf(body), order, deps),
    );
    const answer: RecordChanged = {
      status: replaced.length === 0 ? 'unchanged' : 'replaced',
      record,
      replaced: [...replaced],
    };
    return { status: 200, body: answer };
  },
});

/**
 * Runs what writes into a corpus, in the encoding that answered when the request came.
 * @throws KindredError `store_unavailable` when another one answers by now: then it has to be written again
 */
async function written<T>(
  corpus: string,
  texts: number,
  { access, config, disk, encoder, encoding, ...services }: RouteServices,
  signal: AbortSignal,
  write: (order: WriteOrder, deps: WritingDeps) => Promise<T>,
): Promise<T> {
  if (config.qdrant === null) await disk.assert();
  const epoch = await epochForNewWork(corpus, services);
  const priority = texts <= QUERY_TEXTS ? 'query' : 'bulk';
  const { kinds, labels } = encoder;
  const embed: typeof encoder.embed = (all, options) => encoder.embed(all, { ...options, priority });
  const { epochs, writing, encodings } = services;
  const deps = { store: encoding.store, encoder: { embed, kinds, labels }, epochs, writing };
  const order = { corpus, epoch, reuseFrom: access.corpora && [...access.corpora], signal };
  try {
    return await write(order, deps);
  } finally {
    await encodings.assertLive(encoding);
  }
}

function entryOf(index: number, outcome: PutOutcome): RecordWritten {
  if (outcome.status !== 'failed') {
    const { status, id, replaced } = outcome;
    return { index, status, id, replaced: [...replaced], error: null };
  }
  const { code, field, message } = outcome.error;
  const known = code === 'conflict' ? code : 'invalid_request';
  return { index, status: 'failed', id: null, replaced: [], error: { code: known, field, message } };
}

function answerOf(corpus: string, records: RecordWritten[]): RecordsWritten {
  const count = (status: RecordWritten['status']): number =>
    records.filter((one) => one.status === status).length;
  return {
    corpus,
    created: count('created'),
    replaced: count('replaced'),
    unchanged: count('unchanged'),
    failed: count('failed'),
    records,
  };
}
