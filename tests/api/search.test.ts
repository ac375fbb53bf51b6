import { beforeAll, describe, expect, it } from 'vitest';
import { RecordPage } from '../../schemas/api/corpora.ts';
import { SearchResponse, SearchSpace } from '../../schemas/api/records.ts';
import type { InstructionRecord } from '../../schemas/record.ts';
import { ROWS } from './rows.ts';
import { answerOf, errorOf, ingest, startService, type Service } from './service.ts';

let service: Service;
let all: InstructionRecord[];

/** Rows whose numbers and dates rise with their place; every third has no date. */
const NUMBERED = ROWS.map((row, at) => ({
  ...row,
  rating: at / 2,
  ...(at % 3 !== 0 && { written: `2024-01-${String(at + 1).padStart(2, '0')}` }),
})).slice(0, 30);

beforeAll(async () => {
  service = await startService({ encoder: 'tiny' });
  await ingest(service, 'house', NUMBERED);
  const { records } = await answerOf(RecordPage, service.fetch('/v1/corpora/house/records?limit=500'));
  all = records;
});

const post = (corpus: string, body: object): Promise<Response> =>
  service.postJson(`/v1/corpora/${corpus}/search`, body);
const search = (body: object, corpus = 'house'): Promise<SearchResponse> =>
  answerOf(SearchResponse, post(corpus, body));
const idsOf = ({ hits }: SearchResponse): string[] => hits.map(({ record }) => record.id);

/** All pages of a search, one after the other. */
async function pages(
  body: object,
  between: () => Promise<unknown> = () => Promise.resolve(),
): Promise<string[][]> {
  const found: string[][] = [];
  for (let after: string | null | undefined; after !== null;) {
    const page = await search({ ...body, ...(after !== undefined && { after }) }, 'grows');
    found.push(idsOf(page));
    after = page.next;
    if (after !== null) await between();
  }
  return found;
}

describe('200: by text', () => {
  it.each(SearchSpace.options)(
    'finds a stored text first in the space %s, with its scores',
    async (space) => {
      const [wanted] = all;
      const { hits } = await search({ text: wanted?.instruction, space, limit: 3 });
      expect(hits).toHaveLength(3);
      expect(hits[0]?.record).toEqual(wanted);
      expect(hits[0]?.scores).toMatchObject({ task: 1, content: 1 });
      expect(hits[0]?.scores.words === undefined).toBe(space === 'task' || space === 'content');
      const totals = hits.map(({ scores }) => scores.total ?? Number.NaN);
      expect(totals).toEqual(totals.toSorted((a, b) => b - a));
      if (space !== 'fused') expect(hits.map(({ scores }) => scores[space])).toEqual(totals);
    },
  );

  it('by words finds only records that share one', async () => {
    const { hits, next } = await search({ text: 'mushrooms xyzzy', space: 'words', limit: 50 });
    expect(hits.map(({ record }) => record.instruction).every((text) => text.includes('mushrooms'))).toBe(
      true,
    );
    expect([hits.length, next]).toEqual([3, null]);
  });
});

describe('200: by records', () => {
  it('finds what is near to the one that is named, and not that one', async () => {
    const [one] = all;
    const byText = await search({ text: one?.instruction, space: 'content', limit: 6 });
    const byRecord = await search({ like: [one?.id], space: 'content', limit: 5 });
    expect(idsOf(byRecord)).toEqual(idsOf(byText).slice(1));
  });

  it('moves away from those that it is unlike, and gives neither', async () => {
    const [near, far] = all;
    const [plain, moved] = await Promise.all([
      search({ like: [near?.id], space: 'task', limit: 29 }),
      search({ like: [near?.id], unlike: [far?.id], space: 'task', limit: 29 }),
    ]);
    expect(idsOf(plain)).toContain(far?.id);
    expect(idsOf(moved)).not.toContain(far?.id);
    expect(idsOf(moved)).not.toContain(near?.id);
    expect(idsOf(moved).toSorted()).toEqual(
      idsOf(plain)
        .filter((id) => id !== far?.id)
        .toSorted(),
    );
    expect(idsOf(moved)).not.toEqual(idsOf(plain).filter((id) => id !== far?.id));
  });
});

describe('200: with a filter', () => {
  it.each([
    ['numbers', { must: [{ key: 'metadata.rating', range: { gte: 3, lt: 5.5 } }] }, [6, 7, 8, 9, 10]],
    [
      'dates',
      { must: [{ key: 'metadata.written', range: { gt: '2024-01-02', lte: '2024-01-06T01:00:00+01:00' } }] },
      [2, 4, 5],
    ],
    [
      'existence',
      {
        must_not: [
          { key: 'metadata.written', exists: true },
          { key: 'metadata.rating', range: { gt: 5 } },
        ],
      },
      [0, 3, 6, 9],
    ],
  ])('compares %s, whether ranked or in the order of ids', async (_what, filter, places) => {
    const expected = places.map((at) => NUMBERED[at]?.instruction).sort();
    const listed = await search({ filter, limit: 50 });
    expect(listed.hits.map(({ record }) => record.instruction).sort()).toEqual(expected);
    expect(listed.hits.every(({ scores }) => Object.keys(scores).length === 0)).toBe(true);
    expect(idsOf(listed)).toEqual(idsOf(listed).toSorted());
    const ranked = await search({ text: 'Write a poem', filter, limit: 50 });
    expect(idsOf(ranked).toSorted()).toEqual(idsOf(listed));
  });

  it('400 invalid_request: names what is wrong with a condition', async () => {
    const condition = async (one: object): Promise<unknown> => {
      const { field, message } = await errorOf(post('house', { filter: { must: [one] } }), 'invalid_request');
      return [field, message];
    };
    const key = 'metadata.rating';
    expect(await condition({ key })).toEqual([
      'filter.must.0',
      expect.stringContaining('match, range and exists'),
    ]);
    expect(await condition({ key: 'label', range: { gt: 1 } })).toEqual([
      'filter.must.0.key',
      expect.stringContaining('metadata.<key>'),
    ]);
    expect(await condition({ key, range: { gt: 'yesterday' } })).toEqual([
      'filter.must.0.range.gt',
      expect.stringContaining('ISO 8601'),
    ]);
    expect(await condition({ key, range: {} })).toEqual([
      'filter.must.0.range',
      expect.stringContaining('gte'),
    ]);
    expect(await condition({ key, range: { gt: 1, lt: '2024-01-01' } })).toEqual([
      'filter.must.0.range',
      expect.stringContaining('numbers, or with dates'),
    ]);
  });
});

describe('pages', () => {
  beforeAll(() => ingest(service, 'grows', ROWS));

  it.each([{}, { text: 'Write a poem about tides' }, { text: 'Write a poem about tides', space: 'task' }])(
    'of %o give every record once, and end',
    async (body) => {
      const found = await pages({ ...body, limit: 7 });
      expect(found.map(({ length }) => length)).toEqual([7, 7, 7, 7, 7, 5]);
      expect(new Set(found.flat()).size).toBe(ROWS.length);
    },
  );

  it.each(['fused', 'words', 'content'])(
    'in the space %s give no record twice and pass over none that was there, while nearer ones come',
    async (space) => {
      const text = `Write a short poem about tides ${space}`;
      const before = new Set((await pages({ text, space, limit: 100 })).flat());
      let round = 0;
      const found = await pages({ text, space, limit: 9 }, () => {
        const rows = Array.from({ length: round < 3 ? 4 : 0 }, (_, at) => ({
          instruction: text,
          output: `${round} ${at}`,
        }));
        round += 1;
        return rows.length > 0 ? ingest(service, 'grows', rows) : Promise.resolve();
      });
      expect(new Set(found.flat()).size).toBe(found.flat().length);
      expect([...before].filter((id) => !found.flat().includes(id))).toEqual([]);
    },
  );
});

describe('what is refused', () => {
  it('400 invalid_request: words without a text, unlike alone, and an after that no page gave', async () => {
    const id = all[0]?.id;
    const field = async (body: object): Promise<string | null> =>
      (await errorOf(post('house', body), 'invalid_request')).field;
    expect(await field({ like: [id], space: 'words' })).toBe('space');
    expect(await field({ unlike: [id] })).toBe('unlike');
    expect(await field({ text: 'x', after: 'abc' })).toBe('after');
    expect(await field({ text: 'x', after: '/' })).toBe('after');
    expect(await field({ after: 'AAAAAAAAAAA' })).toBe('after');
    expect(await field({ text: ' ' })).toBe('text');
  });

  it('404 not_found: a corpus and a record that are not there', async () => {
    const nobody = '00000000-0000-5000-8000-000000000000';
    const body = { like: [all[0]?.id, nobody] };
    expect((await errorOf(post('house', body), 'not_found')).field).toBe('like.1');
    await errorOf(post('nowhere', { text: 'x' }), 'not_found');
  });

  it('gives a thousand records of a ranking at most, whatever the cursor says', async () => {
    const after = Buffer.alloc(1_000 * 8, 7).toString('base64url');
    expect(await search({ text: 'x', after })).toEqual({ hits: [], next: null });
  });
});
