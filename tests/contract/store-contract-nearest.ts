import { expect, it } from 'vitest';
import type { EmbeddedRecord, NearestQuery, Neighbour, RecordStore } from '../../services/store/port.ts';
import {
  gridVector,
  randomCorpora,
  randomFilter,
  randomRecords,
  randomVector,
  recordWith,
  seededRandom,
  SIGNATURE,
  vectorsFor,
} from './store-samples.ts';
import { StoreOracle } from './store-oracle.ts';

/** Tolerance for scores: they are sums of 32-bit numbers, which differ in the last digits. */
const TOLERANCE = 2e-6;

/** The part of the store contract on the nearest records. */
export function describeStoreNearest(current: () => RecordStore): void {
  it('finds the nearest as a search through all records does, in both spaces, for random selections', async () => {
    const random = seededRandom(101);
    const oracle = new StoreOracle();
    const records = randomRecords(random, 500);
    await current().upsert(records);
    oracle.put(records);
    for (let round = 0; round < 60; round++) {
      const space = round % 2 === 0 ? 'task' : 'content';
      const corpora = randomCorpora(random);
      const query: NearestQuery = {
        space,
        vector: randomVector(random, SIGNATURE.dimensions[space]),
        limit: 1 + Math.floor(random() * 60),
        ...(random() < 0.8 && { where: randomFilter(random) }),
        ...(random() < 0.3 && { minScore: random() * 0.6 }),
        ...(corpora && { corpora }),
      };
      expectNearest(await current().nearest(query), query, oracle);
    }
  });

  it('cuts equal scores by the order of ids, however many share the last place', async () => {
    const random = seededRandom(202);
    const oracle = new StoreOracle();
    const records = randomRecords(random, 1_500, gridVector);
    const popular = vectorsFor(random, gridVector);
    const tied = records.map((embedded, at) => (at % 3 === 0 ? { ...embedded, vectors: popular } : embedded));
    await current().upsert(tied);
    oracle.put(tied);
    for (let round = 0; round < 12; round++) {
      const space = round % 2 === 0 ? 'task' : 'content';
      const vector = round < 4 ? popular[space] : gridVector(random, SIGNATURE.dimensions[space]);
      const query: NearestQuery = { space, vector, limit: [1, 10, 40, 501][round % 4] ?? 1 };
      const found = await current().nearest(query);
      const expected = oracle.ranked(query).slice(0, query.limit);
      expect(found.map(({ record, score }) => ({ id: record.id, score }))).toEqual(expected);
    }
  });

  it('gives all there are when more are asked for, and 1,000 when there are more', async () => {
    const records = randomRecords(seededRandom(303), 1_200);
    await current().upsert(records.slice(0, 30));
    const query = { space: 'content', vector: vectorsFor(seededRandom(1)).content, limit: 1_000 } as const;
    expect(await current().nearest(query)).toHaveLength(30);
    await current().upsert(records);
    const found = await current().nearest(query);
    expect(new Set(found.map(({ record }) => record.id)).size).toBe(1_000);
  });

  it('scores with the cosine from -1 to 1, gives the vectors, and takes the threshold as included', async () => {
    const axis = (at: number, value = 1): Float32Array => {
      const vector = new Float32Array(SIGNATURE.dimensions.task);
      vector[at] = value;
      return vector;
    };
    const half = Float32Array.from([0.5, 0.5, 0.5, 0.5, 0, 0, 0, 0]);
    const { content } = vectorsFor(seededRandom(1));
    const stored: EmbeddedRecord[] = [axis(0), half, axis(1), axis(0, -1)].map((task, at) => {
      return { record: recordWith(`axis ${at}`), vectors: { task, content } };
    });
    await current().upsert(stored);
    const query = { space: 'task', vector: axis(0, 3), limit: 10 } as const;
    const expected = stored.map((embedded, at) => ({ ...embedded, score: [1, 0.5, 0, -1][at] }));
    expect(await current().nearest(query)).toEqual(expected);
    expect(await current().nearest({ ...query, minScore: 0.5 })).toEqual(expected.slice(0, 2));
    expect(await current().nearest({ ...query, minScore: 0.500002 })).toEqual(expected.slice(0, 1));
    expect(await current().nearest({ ...query, minScore: 1 })).toEqual(expected.slice(0, 1));
  });

  it('scores a vector against itself with exactly 1', async () => {
    const records = randomRecords(seededRandom(404), 100);
    await current().upsert(records);
    for (const { vectors } of records.slice(0, 20)) {
      const [first] = await current().nearest({
        space: 'content',
        vector: vectors.content,
        limit: 1,
        minScore: 1,
      });
      expect(first?.score).toBe(1);
    }
  });

  it('gives nothing when the selection is empty', async () => {
    await current().upsert(randomRecords(seededRandom(505), 10));
    const query = { space: 'task', vector: vectorsFor(seededRandom(1)).task, limit: 5 } as const;
    expect(await current().nearest({ ...query, corpora: ['unknown'] })).toEqual([]);
    expect(await current().nearest({ ...query, corpora: [] })).toEqual([]);
    const where = { must: [{ key: 'source', match: { value: 'nowhere' } }] };
    expect(await current().nearest({ ...query, where })).toEqual([]);
  });

  it.each([0, -1, 1.5, Number.NaN])('refuses the limit %s', async (limit) => {
    const { task: vector } = vectorsFor(seededRandom(1));
    const asked = current().nearest({ space: 'task', vector, limit });
    await expect(asked).rejects.toMatchObject({ code: 'invalid_request' });
  });

  it('refuses a query vector that is zero or not finite', async () => {
    for (const component of [0, Number.NaN, Number.NEGATIVE_INFINITY]) {
      const vector = new Float32Array(SIGNATURE.dimensions.task).fill(component);
      const asked = current().nearest({ space: 'task', vector, limit: 1 });
      await expect(asked).rejects.toMatchObject({ code: 'invalid_request' });
    }
  });

  it('answers correctly about one corpus while others are written and deleted', async () => {
    const random = seededRandom(606);
    const oracle = new StoreOracle();
    const stable = randomRecords(random, 200).map(({ vectors }, at) => {
      return { record: recordWith(`stable ${at}`, { corpus: 'stable' }), vectors };
    });
    await current().upsert(stable);
    oracle.put(stable);
    const writing = (async () => {
      for (let round = 0; round < 10; round++) {
        const corpus = `moving-${round}`;
        const batch = randomRecords(random, 150).map(({ vectors }, at) => {
          return { record: recordWith(`moving ${at}`, { corpus }), vectors };
        });
        await current().upsert(batch);
        if (round % 3 === 2) expect(await current().delete({ corpora: [corpus] })).toBe(150);
      }
    })();
    for (let round = 0; round < 40; round++) {
      const vector = randomVector(random, SIGNATURE.dimensions.task);
      const query: NearestQuery = { space: 'task', vector, limit: 12, corpora: ['stable'] };
      expectNearest(await current().nearest(query), query, oracle);
    }
    await writing;
    expect(await current().count({})).toBe(200 + 7 * 150);
  });
}

/** Checks, within the tolerance, that no better record is left out, and that order and scores are right. */
function expectNearest(found: readonly Neighbour[], query: NearestQuery, oracle: StoreOracle): void {
  const { limit, minScore = -1 } = query;
  const ranked = oracle.ranked(query);
  const scores = new Map(ranked.map(({ id, score }) => [id, score]));
  const certain = ranked.filter(({ score }) => score >= minScore + TOLERANCE).length;
  const possible = ranked.filter(({ score }) => score >= minScore - TOLERANCE).length;
  expect(found.length).toBeGreaterThanOrEqual(Math.min(limit, certain));
  expect(found.length).toBeLessThanOrEqual(Math.min(limit, possible));
  expect(new Set(found.map(({ record }) => record.id)).size).toBe(found.length);
  found.forEach(({ record, score }, at) => {
    expect(Math.abs(score - (scores.get(record.id) ?? Number.NaN))).toBeLessThan(TOLERANCE);
    expect(Math.abs(score - (ranked[at]?.score ?? Number.NaN))).toBeLessThan(TOLERANCE);
    const previous = found[at - 1];
    if (!previous) return;
    const inOrder = previous.score > score || (previous.score === score && previous.record.id < record.id);
    expect(inOrder).toBe(true);
  });
}
