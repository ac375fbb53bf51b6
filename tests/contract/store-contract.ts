import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RecordFilter } from '../../schemas/filter.ts';
import type { Json } from '../../schemas/record.ts';
import type {
  EmbeddedRecord,
  RecordStore,
  RecordSelector,
  SpaceSignature,
} from '../../services/store/port.ts';
import { describeStoreEpochs } from './store-contract-epochs.ts';
import { describeStoreLexical } from './store-contract-lexical.ts';
import { describeStoreNearest } from './store-contract-nearest.ts';
import {
  hashOf,
  KINDS,
  LABELS,
  pick,
  randomCorpora,
  randomFilter,
  randomRecords,
  recordWith,
  seededRandom,
  SIGNATURE,
  vectorsFor,
} from './store-samples.ts';
import { StoreOracle } from './store-oracle.ts';

interface OpenedStore {
  readonly store: RecordStore;
  /** Closes the store and opens the same data again. */
  reopen(): Promise<RecordStore>;
  /** Closes what is open and removes the data. */
  dispose(): Promise<void>;
}

export type OpenStore = (signature: SpaceSignature) => Promise<OpenedStore>;

/** What an adapter cannot do, each with the reason. The suite leaves these guarantees out. */
export interface StoreGaps {
  /** Filtering by numbers that have a fraction. */
  readonly fractionalNumbers?: string;
  /**
   * Computing the rarity of words over all records. Scores then differ between the parts of the store, so the suite
   * compares only which records are found.
   */
  readonly rarityOfWords?: string;
}

/** The guarantees of every record store, checked against a search through all records in plain TypeScript. */
export function describeRecordStoreContract(name: string, open: OpenStore, gaps: StoreGaps = {}): void {
  describe(`record store: ${name}`, () => {
    let opened: OpenedStore;
    let store: RecordStore;
    beforeEach(async () => {
      opened = await open(SIGNATURE);
      store = opened.store;
    });
    afterEach(async () => {
      await opened.dispose();
    });
    const current = (): RecordStore => store;
    describeWriting(current);
    describeReopening(() => opened);
    describeSelecting(current);
    describeFilterValues(current, gaps);
    describeWalking(current);
    describeDeleting(current);
    describeStoreEpochs(current);
    describeStoreNearest(current);
    describeStoreLexical(current, gaps);
    describeClosing(current);
  });
}

const NASTY = 'tab\t newline\n nul\u0000 "quotes" \'single\' \\ é 漢字 🧪 \ud800 end';

function nastyRecord(): EmbeddedRecord {
  const metadata = JSON.parse(
    '{"__proto__":{"a":1},"n":-1.5e-7,"deep":[{"x":[null,true,""]}],"":"empty key"}',
  ) as EmbeddedRecord['record']['metadata'];
  const record = recordWith('nasty', {
    instruction: NASTY,
    input: 'x'.repeat(1_000_000),
    output: '',
    system: NASTY,
    history: [
      { role: 'user', content: NASTY },
      { role: 'assistant', content: '' },
    ],
    source: 'nul\u0000 inside "it"',
    user_id: '',
    metadata,
    label: { name: 'rewrite|sentence', confidence: 0.123456789 },
    kind: { name: '\u001f["odd"]', confidence: 0.987654321 },
  });
  return { record, vectors: vectorsFor(seededRandom(5)) };
}

function idsOf(records: readonly EmbeddedRecord[]): string[] {
  return records.map(({ record }) => record.id);
}

function describeWriting(current: () => RecordStore): void {
  it('answers an empty store with nothing', async () => {
    const store = current();
    expect(await store.count({})).toBe(0);
    expect(await store.facet('label', {})).toEqual({ values: [], distinct: 0, records: 0 });
    expect(await store.hasAny({})).toBe(false);
    expect(await store.scroll({}, { limit: 10 })).toEqual({ records: [], next: null });
    expect(await store.sample({}, 3, 1)).toEqual([]);
    expect(await store.delete({})).toBe(0);
    expect(await store.existing([recordWith('a').id])).toEqual(new Set());
    expect(await store.fetch([recordWith('a').id])).toEqual([]);
    expect(await store.vectorsByTextHash([hashOf('a')])).toEqual(new Map());
    await store.upsert([]);
    await store.ping();
  });

  it('gives back every field of a record and both vectors exactly as they were written', async () => {
    const written = nastyRecord();
    await current().upsert([written]);
    expect(await current().fetch([written.record.id])).toEqual([written]);
  });

  it('stores vectors that are views into a larger buffer', async () => {
    const random = seededRandom(8);
    const whole = vectorsFor(random);
    const shared = new Float32Array(40);
    shared.set(whole.task, 3);
    shared.set(whole.content, 20);
    const record = recordWith('view');
    await current().upsert([
      { record, vectors: { task: shared.subarray(3, 11), content: shared.subarray(20, 32) } },
    ]);
    expect(await current().fetch([record.id])).toEqual([{ record, vectors: whole }]);
  });

  it('changes nothing when records are written again', async () => {
    const records = randomRecords(seededRandom(2), 150);
    await current().upsert(records);
    await current().upsert([...records, ...records.slice(0, 20)]);
    expect(await current().count({})).toBe(150);
    expect(await current().fetch(idsOf(records))).toEqual(records);
  });

  it('replaces a record as a whole when its id is written with other fields', async () => {
    const before = recordWith('x', { label: { name: 'write|poem', confidence: 1 }, metadata: { a: 1 } });
    const after = { ...before, label: { name: 'write|song', confidence: 1 }, metadata: { b: 2 } };
    const vectors = vectorsFor(seededRandom(1));
    await current().upsert([{ record: before, vectors }]);
    await current().upsert([{ record: after, vectors }]);
    expect(await current().fetch([before.id])).toEqual([{ record: after, vectors }]);
    expect((await current().facet('label', {})).values).toEqual([{ value: 'write|song', count: 1 }]);
    expect(await current().count({ where: { must: [{ key: 'metadata.a', match: { value: 1 } }] } })).toBe(0);
  });

  it('refuses vectors of other dimensions with space_mismatch and writes none of the batch', async () => {
    const [good] = randomRecords(seededRandom(3), 1);
    const task = new Float32Array(9).fill(1 / 3);
    const bad = { record: recordWith('bad'), vectors: { ...vectorsFor(seededRandom(4)), task } };
    await expect(current().upsert([...(good ? [good] : []), bad])).rejects.toMatchObject({
      code: 'space_mismatch',
      message: expect.stringContaining(bad.record.id) as string,
    });
    const query = { space: 'task', vector: task, limit: 1 } as const;
    await expect(current().nearest(query)).rejects.toMatchObject({ code: 'space_mismatch' });
    expect(await current().count({})).toBe(0);
  });

  it.each([
    ['not finite', [Number.NaN, 0, 0, 0, 0, 0, 0, 0]],
    ['infinite', [Number.POSITIVE_INFINITY, 0, 0, 0, 0, 0, 0, 0]],
    ['zero', [0, 0, 0, 0, 0, 0, 0, 0]],
    ['longer than 1', [2, 0, 0, 0, 0, 0, 0, 0]],
  ])('refuses a vector that is %s and writes none of the batch', async (_what, components) => {
    const good = { record: recordWith('good'), vectors: vectorsFor(seededRandom(3)) };
    const task = Float32Array.from(components);
    const bad = { record: recordWith('bad'), vectors: { ...vectorsFor(seededRandom(4)), task } };
    await expect(current().upsert([good, bad])).rejects.toMatchObject({ code: 'invalid_request' });
    expect(await current().count({})).toBe(0);
  });
}

function describeReopening(current: () => OpenedStore): void {
  it('keeps records, vectors, filters and counts when it is closed and opened again', async () => {
    const oracle = new StoreOracle();
    const random = seededRandom(31);
    const records = [...randomRecords(random, 200), nastyRecord()];
    await current().store.upsert(records);
    oracle.put(records);
    const gone: RecordSelector = { corpora: ['beta'] };
    expect(await current().store.delete(gone)).toBe(oracle.delete(gone));
    const ids = idsOf(oracle.selected({})).slice(0, 20);
    expect(await current().store.delete({ ids })).toBe(oracle.delete({ ids }));
    const reopened = await current().reopen();
    const { records: all } = await reopened.scroll({}, { limit: 1_000 });
    expect(all).toEqual(oracle.selected({}));
    for (const field of ['corpus', 'label', 'kind', 'source'] as const) {
      expect(await reopened.facet(field, {})).toEqual(oracle.facet(field, {}));
    }
    const where = randomFilter(random);
    expect(await reopened.count({ where })).toBe(oracle.selected({ where }).length);
  });
}

function describeSelecting(current: () => RecordStore): void {
  it('counts, facets and walks as a search through all records does, for random selections', async () => {
    const random = seededRandom(11);
    const oracle = new StoreOracle();
    const records = randomRecords(random, 400);
    await current().upsert(records);
    oracle.put(records);
    let hits = 0;
    for (let round = 0; round < 60; round++) {
      const corpora = randomCorpora(random);
      const selection: RecordSelector = { where: randomFilter(random), ...(corpora && { corpora }) };
      const expected = idsOf(oracle.selected(selection));
      hits += expected.length > 0 && expected.length < 400 ? 1 : 0;
      expect(await current().count(selection)).toBe(expected.length);
      expect(await current().hasAny(selection)).toBe(expected.length > 0);
      const { records: found } = await current().scroll(selection, { limit: 1_000 });
      expect(idsOf(found)).toEqual(expected);
      const most = { count: 2, characters: 5 };
      for (const [field, names] of [
        ['label', [...LABELS, 'no|such']],
        ['kind', [...KINDS, 'none']],
      ] as const) {
        expect(await current().firstOfEach(field, names, most, selection)).toEqual(
          oracle.firstOfEach(field, names, most, selection),
        );
      }
      for (const field of ['corpus', 'label', 'kind', 'source'] as const) {
        const facet = oracle.facet(field, selection);
        expect(await current().facet(field, selection)).toEqual(facet);
        const two = { ...facet, values: facet.values.slice(0, 2) };
        expect(await current().facet(field, selection, 2)).toEqual(two);
      }
    }
    expect(hits).toBeGreaterThan(20);
  });

  it('selects nothing where the same values are wanted and excluded, and the rest of what is wanted', async () => {
    const records = ['a', 'b'].map((source) => ({
      record: recordWith(source, { source }),
      vectors: vectorsFor(seededRandom(1)),
    }));
    await current().upsert(records);
    const source = (...any: string[]) => [{ key: 'source', match: { any } }];
    for (const wanted of [{ must: source('a') }, { should: source('a', 'a') }]) {
      const selection = { where: { ...wanted, must_not: source('a') } };
      expect(await current().count(selection)).toBe(0);
      expect((await current().scroll(selection, { limit: 9 })).records).toEqual([]);
      expect(await current().delete(selection)).toBe(0);
    }
    const rest = { where: { must: source('a', 'b'), must_not: source('a', 'x') } };
    expect((await current().scroll(rest, { limit: 9 })).records.map(({ record }) => record.source)).toEqual([
      'b',
    ]);
    expect(await current().count({})).toBe(2);
  });

  it('selects nothing for an empty list of corpora, and ignores empty lists of conditions', async () => {
    await current().upsert(randomRecords(seededRandom(1), 5));
    expect(await current().count({ corpora: [] })).toBe(0);
    const none = await current().firstOfEach('source', ['web'], { count: 1, characters: 5 }, { corpora: [] });
    expect(none).toEqual(new Map([['web', []]]));
    expect(await current().count({ where: { must: [], should: [], must_not: [] } })).toBe(5);
  });

  it('takes the largest filter that the schema allows', async () => {
    const record = recordWith('wanted', { user_id: 'u-31-255' });
    await current().upsert([{ record, vectors: vectorsFor(seededRandom(1)) }]);
    const should = Array.from({ length: 32 }, (_, condition) => ({
      key: 'user_id',
      match: { any: Array.from({ length: 256 }, (_value, at) => `u-${condition}-${at}`) },
    }));
    const query = { space: 'task', vector: vectorsFor(seededRandom(2)).task, limit: 3 } as const;
    expect(await current().count({ where: { should } })).toBe(1);
    expect(await current().nearest({ ...query, where: { should } })).toHaveLength(1);
    expect(await current().nearest({ ...query, where: { must_not: should } })).toEqual([]);
    const ranges = Array.from({ length: 32 }, (_, at) => ({
      key: `metadata.n${at}`,
      range: { gt: -Math.PI - at, lt: Math.E * 1e9 },
    }));
    expect(await current().count({ where: { should: ranges } })).toBe(0);
    expect(await current().nearest({ ...query, where: { should: ranges } })).toEqual([]);
    expect(await current().nearest({ ...query, where: { must_not: ranges } })).toHaveLength(1);
    expect(await current().nearest({ ...query, where: { must: ranges } })).toEqual([]);
  });

  it('finds each of 256 ids and text hashes, and keeps the order asked for', async () => {
    const records = randomRecords(seededRandom(77), 300);
    await current().upsert(records);
    const asked = idsOf(records).slice(0, 256).reverse();
    const unknown = recordWith('unknown').id;
    expect(await current().existing([...asked, unknown])).toEqual(new Set(asked));
    expect(idsOf(await current().fetch([unknown, ...asked]))).toEqual(asked);
  });

  it('knows the vectors of a text as long as one record with that text is stored', async () => {
    const vectors = vectorsFor(seededRandom(6));
    const shared = ['one', 'two', 'three'].map((corpus) => {
      return { record: recordWith('same', { corpus, text_hash: hashOf('same') }), vectors };
    });
    await current().upsert(shared);
    expect(await current().vectorsByTextHash([hashOf('same')], ['two', 'four'])).toEqual(
      new Map([[hashOf('same'), vectors]]),
    );
    expect(await current().vectorsByTextHash([hashOf('same')], ['four'])).toEqual(new Map());
    expect(await current().vectorsByTextHash([hashOf('same')], [])).toEqual(new Map());
    for (const corpus of ['three', 'one']) {
      expect(await current().vectorsByTextHash([hashOf('same'), hashOf('other')])).toEqual(
        new Map([[hashOf('same'), vectors]]),
      );
      await current().delete({ corpora: [corpus] });
    }
    await current().delete({ corpora: ['two'] });
    expect(await current().vectorsByTextHash([hashOf('same')])).toEqual(new Map());
  });
}

function describeFilterValues(current: () => RecordStore, gaps: StoreGaps): void {
  const count = (where: RecordFilter): Promise<number> => current().count({ where });
  const nearestCount = async (where: RecordFilter): Promise<number> => {
    const vector = vectorsFor(seededRandom(9)).task;
    return (await current().nearest({ space: 'task', vector, limit: 1_000, where })).length;
  };

  it('tells numbers, strings and booleans apart, and finds a list by each of its elements', async () => {
    const values: Json[] = [1, '1', true, 'true', null, [1, 'a'], { a: 1 }, 0, '', false, 'NULL'];
    if (gaps.fractionalNumbers === undefined) values.push(0.5, '0.5', 1.5e300, -0.1);
    const key = 'metadata.v. x';
    await current().upsert(
      values.map((value, at) => ({
        record: recordWith(`typed ${at}`, { metadata: { 'v. x': value } }),
        vectors: vectorsFor(seededRandom(at + 1)),
      })),
    );
    for (const value of [1, '1', true, 'true', 0, '', false, 'a', 'NULL', 'null', 2, '[object Object]']) {
      const expected = values.filter((v) => (Array.isArray(v) ? v : [v]).includes(value)).length;
      expect(await count({ must: [{ key, match: { value } }] }), JSON.stringify(value)).toBe(expected);
      expect(await nearestCount({ must: [{ key, match: { value } }] })).toBe(expected);
      expect(await nearestCount({ must_not: [{ key, match: { value } }] })).toBe(values.length - expected);
    }
    for (const value of values.filter((v) => typeof v === 'number')) {
      expect(await count({ must: [{ key, match: { value } }] })).toBeGreaterThan(0);
    }
  });

  it('compares numbers exactly: every range around a number takes it or leaves it, on either side and of either sign', async () => {
    const numbers = [0, 5e-324, 0.1, 0.30000000000000004, 1, 1.0000000000000002, 17, 255, 2 ** 53, 1.5e300];
    const values = [...new Set(numbers.flatMap((value) => [value, -value]))].map((value) => value + 0);
    await current().upsert(
      values.map((value, at) => ({
        record: recordWith(`number ${at}`, { metadata: { n: value, other: 1 } }),
        vectors: vectorsFor(seededRandom(at + 1)),
      })),
    );
    const key = 'metadata.n';
    for (const bound of values) {
      const counts = await Promise.all([
        count({ must: [{ key, range: { gt: bound } }] }),
        nearestCount({ must: [{ key, range: { gte: bound } }] }),
        count({ must_not: [{ key, range: { lt: bound } }] }),
        nearestCount({ must: [{ key, range: { lte: bound } }] }),
        count({ must: [{ key, range: { gte: bound, lte: bound } }] }),
        count({ must: [{ key, range: { gt: bound, lt: bound } }] }),
        count({
          should: [
            { key, range: { lt: bound } },
            { key, range: { gt: bound } },
          ],
        }),
      ]);
      const above = values.filter((value) => value > bound).length;
      const rest = values.length - above;
      expect(counts, String(bound)).toEqual([above, above + 1, above + 1, rest, 1, 0, values.length - 1]);
    }
  });

  it('compares dates to the microsecond, whatever their zone, and tells fields that are there', async () => {
    const dates = [
      '2024-02-29',
      '2024-02-29T00:00:00.000001Z',
      '2024-02-29T01:00:00+01:00',
      '2024-02-29 00:00',
    ];
    await current().upsert(
      [...dates, null, 'no date', 1_709_164_800_000].map((at, place) => ({
        record: recordWith(`date ${place}`, { metadata: { at } }),
        vectors: vectorsFor(seededRandom(place + 1)),
      })),
    );
    const key = 'metadata.at';
    expect(await count({ must: [{ key, range: { gte: '2024-02-29T00:00:00Z' } }] })).toBe(4);
    expect(await count({ must: [{ key, range: { gt: '2024-02-28T19:00:00-05:00' } }] })).toBe(1);
    expect(await nearestCount({ must: [{ key, range: { lte: '2024-02-29' } }] })).toBe(3);
    expect(await count({ must: [{ key, range: { lt: '2024-02-29' } }] })).toBe(0);
    expect(await count({ must: [{ key, exists: true }] })).toBe(6);
    expect(await nearestCount({ must_not: [{ key, exists: true }] })).toBe(1);
    expect(await count({ must_not: [{ key: 'source', exists: true }] })).toBe(7);
  });

  it('selects by the fields of an object metadata in the metadata, where the record has none of that name', async () => {
    const metadata = { metadata: { team: 'a', rating: 4, own: 'inner' }, own: 'outer' };
    await current().upsert([
      { record: recordWith('nested', { metadata }), vectors: vectorsFor(seededRandom(1)) },
    ]);
    const having = (key: string, condition: object): Promise<number> =>
      count({ must: [{ key: `metadata.${key}`, ...condition }] });
    expect(await having('team', { match: { value: 'a' } })).toBe(1);
    expect(await having('team', { match: { value: 'b' } })).toBe(0);
    expect(await having('team', { exists: true })).toBe(1);
    expect(await having('rating', { range: { gte: 4 } })).toBe(1);
    expect(await having('own', { match: { value: 'outer' } })).toBe(1);
    expect(await having('own', { match: { value: 'inner' } })).toBe(0);
  });

  it('takes a row of a thousand numbers, and compares the first 256 of them', async () => {
    const metadata = Object.fromEntries(Array.from({ length: 1_000 }, (_, at) => [`n${at}`, at + 0.1]));
    await current().upsert([
      { record: recordWith('wide', { metadata }), vectors: vectorsFor(seededRandom(1)) },
    ]);
    const isThere = (name: string): Promise<number> =>
      count({ must: [{ key: `metadata.${name}`, range: { gt: 0 } }] });
    expect([await isThere('n0'), await isThere('n255'), await isThere('n256')]).toEqual([1, 1, 0]);
    expect(await count({ must: [{ key: 'metadata.n999', match: { value: 999.1 } }] })).toBe(1);
  });

  it('takes any value literally: quotes, backslashes, wildcards, operators and unicode select only themselves', async () => {
    const random = seededRandom(1234);
    const pieces = [
      ...["'", '"', '\\', '%', '_', '*', '?', '\n', '\u0000', ')', '(', ';', '--', '🧪', 'é', 'e\u0301', ' '],
      ...[
        " or '1'='1",
        "') or (corpus != '",
        ' and ',
        'null',
        'true',
        'a',
        '\\x27',
        '\u2019',
        '${x}',
        '{"a":1}',
      ],
    ];
    const values = new Set<string>();
    while (values.size < 150) {
      values.add(Array.from({ length: 1 + Math.floor(random() * 5) }, () => pick(random, pieces)).join(''));
    }
    const [stored, absent] = [[...values].slice(0, 100), [...values].slice(100)];
    const keys = ['label', 'kind', 'source', 'user_id', 'metadata.m'];
    await current().upsert(
      stored.map((value, at) => ({
        record: recordWith(`value ${at}`, {
          label: { name: value, confidence: 1 },
          kind: { name: value, confidence: 1 },
          source: value,
          user_id: value,
          metadata: { m: value },
        }),
        vectors: vectorsFor(random),
      })),
    );
    for (const [at, value] of [...stored, ...absent].entries()) {
      const condition = { key: pick(random, keys), match: { value } };
      const expected = at < stored.length ? 1 : 0;
      expect(await count({ must: [condition] }), JSON.stringify(condition)).toBe(expected);
      expect(await nearestCount({ must: [condition] }), JSON.stringify(condition)).toBe(expected);
      expect(await nearestCount({ must_not: [condition] }), JSON.stringify(condition)).toBe(100 - expected);
    }
    expect(await current().count({ corpora: ["main' or '1'='1", "x') or (1=1"] })).toBe(0);
  });
}

function describeWalking(current: () => RecordStore): void {
  it('neither repeats nor loses a record of a walk while other corpora are written and deleted', async () => {
    const random = seededRandom(21);
    const make = (corpus: string, count: number): EmbeddedRecord[] =>
      Array.from({ length: count }, (_, at) => ({
        record: recordWith(`${corpus} ${at}`, { corpus }),
        vectors: vectorsFor(random),
      }));
    const walked = make('walked', 500);
    await current().upsert([...walked, ...make('old', 200)]);
    const seen: string[] = [];
    let after: string | null = null;
    let round = 0;
    do {
      const writes = Promise.all([
        current().upsert(make(`new-${round}`, 150)),
        ...(round === 4 ? [current().delete({ corpora: ['old'] })] : []),
      ]);
      const page = await current().scroll(
        { corpora: ['walked'] },
        { limit: 37, ...(after !== null && { after }) },
      );
      await writes;
      seen.push(...idsOf(page.records));
      after = page.next;
      round++;
    } while (after !== null);
    expect(seen).toEqual(idsOf(walked).sort());
    expect(round).toBe(Math.ceil(500 / 37));
  });

  it('ends a walk at a full last page, and refuses a page of nothing', async () => {
    const records = randomRecords(seededRandom(3), 20);
    await current().upsert(records);
    const first = await current().scroll({}, { limit: 10 });
    const second = await current().scroll({}, { limit: 10, after: first.next ?? '' });
    expect(idsOf([...first.records, ...second.records])).toEqual(idsOf(records).sort());
    expect(second.next).toBeNull();
    await expect(current().scroll({}, { limit: 0 })).rejects.toMatchObject({ code: 'invalid_request' });
  });

  it('samples distinct selected records, the same for the same seed whatever was written first', async () => {
    const records = randomRecords(seededRandom(13), 300);
    await current().upsert([...records].reverse());
    const selection: RecordSelector = { corpora: ['alpha', 'beta'] };
    const drawn = idsOf(await current().sample(selection, 40, 7));
    await current().delete({});
    await current().upsert(records);
    expect(idsOf(await current().sample(selection, 40, 7))).toEqual(drawn);
    expect(new Set(drawn).size).toBe(40);
    const allowed = new Set(idsOf(records.filter(({ record }) => record.corpus !== 'gamma.2')));
    expect(drawn.every((id) => allowed.has(id))).toBe(true);
    expect(idsOf(await current().sample(selection, 40, 8))).not.toEqual(drawn);
    const everything = idsOf(await current().sample(selection, 1_000, 7));
    expect(everything.sort()).toEqual([...allowed].sort());
  });

  it('samples evenly: over many seeds every record is drawn about as often', async () => {
    const records = randomRecords(seededRandom(14), 20);
    await current().upsert(records);
    const counts = new Map<string, number>();
    for (let seed = 0; seed < 200; seed++) {
      for (const id of idsOf(await current().sample({}, 5, seed))) counts.set(id, (counts.get(id) ?? 0) + 1);
    }
    expect(counts.size).toBe(20);
    for (const count of counts.values()) expect(Math.abs(count - 50)).toBeLessThan(30);
  });
}

function describeDeleting(current: () => RecordStore): void {
  it('deletes exactly what is selected and says how many, for random selections', async () => {
    const random = seededRandom(17);
    const oracle = new StoreOracle();
    const records = randomRecords(random, 400);
    for (let round = 0; round < 12; round++) {
      await current().upsert(records);
      oracle.put(records);
      const corpora = randomCorpora(random);
      const selection: RecordSelector = { where: randomFilter(random), ...(corpora && { corpora }) };
      expect(await current().delete(selection)).toBe(oracle.delete(selection));
      const rest = await current().scroll({}, { limit: 1_000 });
      expect(idsOf(rest.records)).toEqual(idsOf(oracle.selected({})));
      expect(await current().delete(selection)).toBe(0);
    }
  });

  it('deletes the records with the given ids among those that are selected, and takes them out of every answer', async () => {
    const random = seededRandom(18);
    const oracle = new StoreOracle();
    const records = randomRecords(random, 300);
    await current().upsert(records);
    oracle.put(records);
    const ids = idsOf(records).slice(0, 120);
    const asked = [...ids, ...ids.slice(0, 3), recordWith('unknown').id];
    const gone = records.slice(0, 120).filter(({ record }) => record.corpus === 'alpha');
    expect(gone.length).toBeGreaterThan(20);
    const selection = { corpora: ['alpha', 'unknown'], ids: asked };
    expect(await current().delete(selection)).toBe(gone.length);
    expect(oracle.delete(selection)).toBe(gone.length);
    expect(await current().delete({ ids: [] })).toBe(0);
    expect(await current().delete({ corpora: ['alpha'], ids: asked })).toBe(0);
    expect(await current().fetch(idsOf(gone))).toEqual([]);
    expect(await current().existing(ids)).toEqual(new Set(ids.filter((id) => !idsOf(gone).includes(id))));
    expect(await current().count({})).toBe(300 - gone.length);
    expect(idsOf((await current().scroll({}, { limit: 1_000 })).records)).toEqual(idsOf(oracle.selected({})));
    expect(await current().facet('corpus', {})).toEqual(oracle.facet('corpus', {}));
    const [first] = gone;
    const query = {
      space: 'task',
      vector: first?.vectors.task ?? new Float32Array(8),
      limit: 1_000,
    } as const;
    expect((await current().nearest(query)).map(({ record }) => record.id).sort()).toEqual(
      idsOf(oracle.selected({})),
    );
    const text = first?.record.instruction ?? '';
    const byWords = (await current().lexical({ text, limit: 1_000 })).map(({ record }) => record.id);
    expect(byWords.filter((id) => idsOf(gone).includes(id))).toEqual([]);
  });

  it('takes a record again that was deleted by its id, and deletes by id only what passes the filter', async () => {
    const [one, other] = randomRecords(seededRandom(19), 2);
    if (one === undefined || other === undefined) throw new Error('no records');
    await current().upsert([one, other]);
    expect(await current().delete({ ids: [one.record.id] })).toBe(1);
    await current().upsert([one]);
    expect(await current().fetch([one.record.id, other.record.id])).toEqual([one, other]);
    const ids = [one.record.id, other.record.id];
    expect(await current().delete({ ids, where: { must_not: [{ key: 'label', exists: true }] } })).toBe(
      [one, other].filter(({ record }) => record.label === null).length,
    );
  });
}

function describeClosing(current: () => RecordStore): void {
  it('finishes what runs before it closes, refuses what comes after, and may be closed twice', async () => {
    const records = randomRecords(seededRandom(41), 300);
    const writing = current().upsert(records);
    const closing = current().close();
    await writing;
    await closing;
    await current().close();
    for (const call of [current().ping(), current().count({}), current().upsert(records)]) {
      await expect(call).rejects.toMatchObject({ code: 'store_unavailable' });
    }
  });
}
