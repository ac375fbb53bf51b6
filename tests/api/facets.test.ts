import { beforeAll, describe, expect, it } from 'vitest';
import { Facets } from '../../schemas/api/facets.ts';
import { ROWS } from './rows.ts';
import { answerOf, errorOf, ingest, startService, type Service } from './service.ts';

let service: Service;

const ask = (query: Record<string, string>, corpus = 'house'): Promise<Response> =>
  service.fetch(`/v1/corpora/${corpus}/facets?${new URLSearchParams(query).toString()}`);
const facets = (query: Record<string, string>): Promise<Facets> => answerOf(Facets, ask(query));

beforeAll(async () => {
  service = await startService({ encoder: 'tiny' });
  const rows = ROWS.map((row, at) => ({
    ...row,
    rating: at % 4,
    tags: at % 2 === 0 ? ['a', 'b', 'a'] : ['b'],
    ...(at < 10 && { lang: 'fr' }),
    ...(at < 3 && { seen: at === 0 }),
  }));
  await ingest(service, 'house', [...rows, { instruction: '写一首关于大海的诗', output: '诗' }]);
});

describe('200: facets', () => {
  it('count each value of a field once a record, whatever its type, and those without', async () => {
    const fields = 'source,metadata.rating,metadata.tags,metadata.seen,metadata.none,split,file,language';
    const { records, facets: found } = await facets({ fields });
    expect(records).toBe(41);
    const by = new Map(found.map(({ field, ...rest }) => [field, rest]));
    expect([...by.keys()].join(',')).toBe(fields);
    expect(by.get('source')).toEqual({
      values: [
        { value: 'even', count: 20 },
        { value: 'odd', count: 20 },
      ],
      distinct: 2,
      without: 1,
    });
    expect(by.get('metadata.rating')).toEqual({
      values: [0, 1, 2, 3].map((value) => ({ value, count: 10 })),
      distinct: 4,
      without: 1,
    });
    expect(by.get('metadata.tags')?.values).toEqual([
      { value: 'b', count: 40 },
      { value: 'a', count: 20 },
    ]);
    expect(by.get('metadata.seen')).toEqual({
      values: [
        { value: false, count: 2 },
        { value: true, count: 1 },
      ],
      distinct: 2,
      without: 38,
    });
    for (const field of ['metadata.none', 'split'])
      expect(by.get(field)).toEqual({ values: [], distinct: 0, without: 41 });
    expect(by.get('file')?.values).toEqual([{ value: 'rows.jsonl', count: 41 }]);
    expect(by.get('language')?.values).toEqual([
      { value: 'Latin letters', count: 30 },
      { value: 'fr', count: 10 },
      { value: 'Chinese characters', count: 1 },
    ]);
  });

  it('count what passes a filter alone, and name as many values as are asked for', async () => {
    const filter = JSON.stringify({ must: [{ key: 'metadata.rating', range: { gte: 2 } }] });
    const { records, facets: found } = await facets({
      fields: 'metadata.topic,metadata.rating',
      filter,
      limit: '1',
    });
    expect(records).toBe(20);
    expect(found.map(({ values }) => values.length)).toEqual([1, 1]);
    expect(found[1]).toEqual({
      field: 'metadata.rating',
      values: [{ value: 2, count: 10 }],
      distinct: 2,
      without: 0,
    });
    expect(found[0]?.distinct).toBe(10);
  });

  it('of labels agree with the list of tasks', async () => {
    const response = await service.fetch('/v1/corpora/house/tasks?examples=0');
    const { tasks, unlabelled } = (await response.json()) as {
      tasks: { label: string; count: number }[];
      unlabelled: number;
    };
    const [labels] = (await facets({ fields: 'label', limit: '50' })).facets;
    expect(labels?.values).toEqual(tasks.map(({ label, count }) => ({ value: label, count })));
    expect(labels?.without).toBe(unlabelled);
  });
});

describe('what is refused', () => {
  it('400 invalid_request: fields that are none, too many, and a filter that is no JSON', async () => {
    const refused = async (query: Record<string, string>): Promise<string | null> =>
      (await errorOf(ask(query), 'invalid_request')).field;
    expect(await refused({ fields: 'output' })).toBe('fields.0');
    expect(await refused({ fields: Array.from({ length: 9 }, (_, at) => `metadata.f${at}`).join(',') })).toBe(
      'fields',
    );
    expect(await refused({ fields: 'label', filter: '{' })).toBe('filter');
    expect(await refused({ fields: 'label', filter: '{"must":[{"key":"label"}]}' })).toBe('filter.must.0');
    await errorOf(ask({ fields: 'label' }, 'nowhere'), 'not_found');
  });
});
