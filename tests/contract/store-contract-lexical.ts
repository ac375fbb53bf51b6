import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import type { EmbeddedRecord, LexicalQuery, RecordStore } from '../../services/store/port.ts';
import {
  pick,
  randomCorpora,
  randomFilter,
  randomRecord,
  seededRandom,
  vectorsFor,
} from './store-samples.ts';
import type { StoreGaps } from './store-contract.ts';
import { StoreOracle } from './store-oracle.ts';

const WORDS = ['write', 'a', 'poem', 'about', 'the', 'river', 'sort', 'list', 'Übung', '漢字', '42', 'naïve'];
/** Tolerance for scores: they are sums of 32-bit numbers, which differ in the last digits. */
const TOLERANCE = 2e-3;
const REWRITTEN_WITHIN_MS = 30_000;

function texts(random: () => number, count: number, vocabulary: readonly string[] = WORDS): EmbeddedRecord[] {
  return Array.from({ length: count }, (_, at) => {
    const say = (words: number): string =>
      Array.from({ length: words }, () => pick(random, vocabulary)).join(' ');
    const record = {
      ...randomRecord(random, `text ${at}`),
      instruction: say(1 + Math.floor(random() * 8)),
      input: random() < 0.5 ? '' : say(Math.floor(random() * 30)),
    };
    return { record, vectors: vectorsFor(random) };
  });
}

/** The part of the store contract on search by words. */
export function describeStoreLexical(current: () => RecordStore, { rarityOfWords }: StoreGaps): void {
  const expectFound = rarityOfWords === undefined ? expectRanked : expectSameRecords;
  it('ranks by BM25 as a search through all records does, for random selections', async () => {
    const random = seededRandom(701);
    const oracle = new StoreOracle();
    const records = texts(random, 400);
    await current().upsert(records);
    oracle.put(records);
    for (let round = 0; round < 40; round++) {
      const corpora = randomCorpora(random);
      const query: LexicalQuery = {
        text: Array.from({ length: 1 + (round % 5) }, () => pick(random, [...WORDS, 'unheard'])).join(', '),
        limit: 1 + Math.floor(random() * 40),
        ...(random() < 0.6 && { where: randomFilter(random) }),
        ...(corpora && { corpora }),
      };
      await expectFound(current(), query, oracle);
    }
  });

  it('knows what was written, replaced and deleted after the first question', async () => {
    const random = seededRandom(702);
    const oracle = new StoreOracle();
    const [before, after] = [texts(random, 60), texts(random, 120)];
    for (const records of [before, after]) {
      await current().upsert(records);
      oracle.put(records);
      await expectFound(current(), { text: 'a river poem', limit: 500 }, oracle);
    }
  });

  it('weighs words as if deleted records had never been', async () => {
    const random = seededRandom(704);
    const oracle = new StoreOracle();
    const records = texts(random, 150);
    await current().upsert(records);
    oracle.put(records);
    for (const corpora of [['alpha'], ['beta']]) {
      await current().delete({ corpora });
      oracle.delete({ corpora });
      await expectRanked(current(), { text: 'a river poem', limit: 20 }, oracle);
      await expectRanked(current(), { text: 'the list, the poem', limit: 200 }, oracle);
    }
  });

  it('weighs words so of many records too, at the latest when the store has rewritten its files', async () => {
    const random = seededRandom(705);
    const oracle = new StoreOracle();
    const records = texts(random, 3_000).map(({ record, vectors }, place) => {
      // One word is common among the records that are deleted and rare among the others.
      const instruction = `${record.instruction}${(record.corpus === 'alpha') !== (place % 20 === 0) ? ' sonnet' : ''}`;
      return { record: { ...record, instruction }, vectors };
    });
    await current().upsert(records);
    oracle.put(records);
    await current().delete({ corpora: ['alpha'] });
    oracle.delete({ corpora: ['alpha'] });
    const query = { text: 'a sonnet about the list', limit: 40 };
    for (let left = REWRITTEN_WITHIN_MS; ; left -= 250) {
      try {
        await expectFound(current(), query, oracle);
        return;
      } catch (error) {
        if (left <= 0) throw error;
        await sleep(250);
      }
    }
  }, 60_000);

  it('finds a word in any case and form, and every sign of Chinese', async () => {
    const record = { ...randomRecord(seededRandom(1), 'x'), instruction: 'ＷＲＩＴＥ über 漢字!', input: '' };
    await current().upsert([{ record, vectors: vectorsFor(seededRandom(2)) }]);
    for (const text of ['write', 'ÜBER', '字', 'u\u0308ber, please', 'Write?']) {
      expect(await current().lexical({ text, limit: 5 }), text).toHaveLength(1);
    }
    for (const text of ['wri', 'uber', '宇', '', '…?!', 'beyond']) {
      expect(await current().lexical({ text, limit: 5 }), text).toEqual([]);
    }
  });

  it('cuts equal scores by the order of ids', async () => {
    const random = seededRandom(703);
    const alike = texts(random, 300).map(({ record, vectors }) => ({
      record: { ...record, instruction: 'the same words', input: '' },
      vectors,
    }));
    await current().upsert(alike);
    const ids = alike.map(({ record }) => record.id).sort();
    const found = await current().lexical({ text: 'words', limit: 20 });
    if (rarityOfWords === undefined) expect(found.map(({ record }) => record.id)).toEqual(ids.slice(0, 20));
    else expect(found).toHaveLength(20);
  });
}

/** Checks that exactly the records that share a word are found, in the order of the store's own scores. */
async function expectSameRecords(
  store: RecordStore,
  query: LexicalQuery,
  oracle: StoreOracle,
): Promise<void> {
  const found = await store.lexical({ ...query, limit: 5_000 });
  const expected = oracle.lexical(query).map(({ id }) => id);
  expect(new Set(found.map(({ record }) => record.id))).toEqual(new Set(expected));
  const scores = found.map(({ score }) => score);
  expect(scores).toEqual([...scores].sort((a, b) => b - a));
}

async function expectRanked(store: RecordStore, query: LexicalQuery, oracle: StoreOracle): Promise<void> {
  const ranked = oracle.lexical(query);
  const found = await store.lexical(query);
  expect(found).toHaveLength(Math.min(query.limit, ranked.length));
  const scores = new Map(ranked.map(({ id, score }) => [id, score]));
  found.forEach(({ record, score }, at) => {
    expect(Math.abs(score - (scores.get(record.id) ?? Number.NaN))).toBeLessThan(TOLERANCE);
    expect(Math.abs(score - (ranked[at]?.score ?? Number.NaN))).toBeLessThan(TOLERANCE);
  });
}
