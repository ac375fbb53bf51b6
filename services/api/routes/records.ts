import { CorpusParams, RecordPage, RecordsQuery } from '../../../schemas/api/corpora.ts';
import { RecordParams, RecordQuery } from '../../../schemas/api/records.ts';
import type { RecordFilter } from '../../../schemas/filter.ts';
import { InstructionRecord } from '../../../schemas/record.ts';
import type { AskedStore } from '../../access/visible-store.ts';
import type { RecordSelector } from '../../store/port.ts';
import { RECORD } from '../openapi/examples.ts';
import { assertCorpus } from '../known-corpora.ts';
import { findRecord } from '../known-records.ts';
import { MAX_PAGE_TEXT } from '../http/limits.ts';
import { defineRoute } from '../route.ts';

/** Records that are read from the store at a time. */
const READ_AT_ONCE = 50;

export const listRecordsRoute = defineRoute({
  method: 'get',
  path: '/v1/corpora/{name}/records',
  operationId: 'listRecords',
  scope: 'read',
  tag: 'Records',
  summary: 'Page through the records of a corpus',
  description:
    'In the order of their ids. Pass `next` as `after` for the next page; it is null on the last one. A page ends after ' +
    '8 MiB, even with fewer records than `limit`.',
  params: CorpusParams,
  query: RecordsQuery,
  responses: {
    200: {
      kind: 'json',
      description: 'A page of records.',
      schema: RecordPage,
      example: { records: [RECORD], next: RECORD.id },
    },
  },
  errors: ['not_found', 'store_unavailable'],
  handle: async ({ params: { name }, query }, { services: { store } }) => {
    await assertCorpus(store, name, 'name');
    const where = toFilter(query);
    const selection = { corpora: [name], ...(where === null ? {} : { where }) };
    return { status: 200, body: await pageOf(store, selection, query) };
  },
});

export const getRecordRoute = defineRoute({
  method: 'get',
  path: '/v1/corpora/{name}/records/{id}',
  operationId: 'getRecord',
  scope: 'read',
  tag: 'Records',
  summary: 'A record',
  description:
    'By its id, or with `by=user_id` by the id that its row had in its file, percent-encoded. An id of yours that several records ' +
    'have is refused with `conflict`.',
  params: RecordParams,
  query: RecordQuery,
  responses: {
    200: { kind: 'json', description: 'The record.', schema: InstructionRecord, example: RECORD },
  },
  errors: ['not_found', 'conflict', 'store_unavailable'],
  handle: async ({ params: { name, id }, query: { by } }, { services: { store } }) => {
    await assertCorpus(store, name, 'name');
    return { status: 200, body: await findRecord(store, { corpus: name, id, by }) };
  },
});

/** Reads a page few records at a time, so that a page of records of megabytes ends early. */
async function pageOf(
  store: AskedStore,
  selection: RecordSelector,
  { limit, after }: Pick<RecordsQuery, 'limit' | 'after'>,
): Promise<RecordPage> {
  const page: RecordPage = { records: [], next: after ?? null };
  let text = 0;
  do {
    const left = Math.min(limit - page.records.length, READ_AT_ONCE);
    const { records, next } = await store.scroll(selection, {
      limit: left,
      ...(page.next === null ? {} : { after: page.next }),
    });
    page.records.push(...records.map(({ record }) => record));
    page.next = next;
    text += records.reduce((sum, { record }) => sum + JSON.stringify(record).length, 0);
  } while (page.next !== null && page.records.length < limit && text < MAX_PAGE_TEXT);
  return page;
}

function toFilter({ label, kind, source, file, split }: RecordsQuery): RecordFilter | null {
  const must = Object.entries({ label, kind, source, file, split }).flatMap(([key, value]) =>
    value === undefined ? [] : [{ key, match: { value } }],
  );
  return must.length === 0 ? null : { must };
}
