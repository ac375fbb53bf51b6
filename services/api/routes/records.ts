import { CorpusParams, RecordPage, RecordsQuery } from '../../../schemas/api/corpora.ts';
import type { RecordFilter } from '../../../schemas/filter.ts';
import { RECORD } from '../openapi/examples.ts';
import { assertCorpus } from '../known-corpora.ts';
import { defineRoute } from '../route.ts';

export const listRecordsRoute = defineRoute({
  method: 'get',
  path: '/v1/corpora/{name}/records',
  operationId: 'listRecords',
  scope: 'read',
  tag: 'Corpora',
  summary: 'Page through the records of a corpus',
  description:
    'In the order of their ids. Pass `next` as `after` for the next page; it is null on the last one.',
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
    const page = await store.scroll(
      { corpora: [name], ...(where === null ? {} : { where }) },
      { limit: query.limit, ...(query.after === undefined ? {} : { after: query.after }) },
    );
    const body: RecordPage = { records: page.records.map(({ record }) => record), next: page.next };
    return { status: 200, body };
  },
});

function toFilter({ label, source, file, split }: RecordsQuery): RecordFilter | null {
  const must = Object.entries({ label, source, file, split }).flatMap(([key, value]) =>
    value === undefined ? [] : [{ key, match: { value } }],
  );
  return must.length === 0 ? null : { must };
}
