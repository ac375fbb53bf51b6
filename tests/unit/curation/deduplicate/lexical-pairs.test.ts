import { describe, expect, test } from 'vitest';
import { lexicalPairs } from '../../../../services/curation/deduplicate/lexical-pairs.ts';
import { jaccard, minHash, shinglesOf } from '../../../../services/curation/deduplicate/min-hash.ts';
import { randomIndex, seededRandom } from '../../../../services/runtime/seeded-random.ts';
import { at } from '../../../../services/runtime/at.ts';

const WORDS = 'write poem about cats the sea and list facts 写 一首 诗 стих كتب قصيدة 5 . a'.split(' ');

/** Different texts; many of them differ in one word from an earlier one. */
function randomTexts(count: number, seed: number): string[] {
  const random = seededRandom(seed);
  const word = (): string => at(WORDS, randomIndex(random, WORDS.length));
  const texts = new Set<string>(['', 'a', 'b', 'ab']);
  const all: string[][] = [];
  while (texts.size < count) {
    const earlier = all[randomIndex(random, all.length + 1)];
    const words = earlier?.slice() ?? Array.from({ length: 1 + randomIndex(random, 20) }, word);
    words[randomIndex(random, words.length)] = word();
    all.push(words);
    texts.add(words.join(' '));
  }
  return [...texts];
}

function pairsByHand(texts: readonly string[], threshold: number): Set<string> {
  const shingles = texts.map(shinglesOf);
  const pairs = new Set<string>();
  shingles.forEach((b, place) => {
    shingles.slice(0, place).forEach((a, before) => {
      if (jaccard(a, b) >= threshold) pairs.add(`${before} ${place}`);
    });
  });
  return pairs;
}

describe.each([1, 2, 3])('random texts, seed %i', (seed) => {
  const texts = randomTexts(300, seed);

  test.each([0.5, 0.7, 0.9, 1])(
    'no pair is below the threshold %d, and nearly all at it are found',
    async (threshold) => {
      const found = await lexicalPairs(texts.length, (row) => shinglesOf(at(texts, row)), { threshold });
      const wanted = pairsByHand(texts, threshold);
      const names = found.map(({ a, b }) => `${a} ${b}`);
      expect(new Set(names).size).toBe(names.length);
      expect(names.filter((name) => !wanted.has(name))).toEqual([]);
      expect(names.length).toBeGreaterThanOrEqual(0.95 * wanted.size);
    },
  );
});

test('short texts do not collapse into one', async () => {
  const texts = ['', '?', 'a', 'b', 'ab', 'abc', 'abd', '写', '诗'];
  expect(await lexicalPairs(texts.length, (row) => shinglesOf(at(texts, row)))).toEqual([]);
  expect(new Set(texts.slice(1).map((text) => shinglesOf(text).join())).size).toBe(texts.length - 1);
});

test('no text and one text have no pair', async () => {
  expect(await lexicalPairs(0, () => shinglesOf(''))).toEqual([]);
  expect(await lexicalPairs(1, () => shinglesOf('Write a poem'))).toEqual([]);
});

test('thousands of texts of one template are compared in bounded time, each with some before it', async () => {
  const texts = Array.from(
    { length: 3_000 },
    (_, at) => `translate the following word into french please ${at}`,
  );
  const shingles = texts.map(shinglesOf);
  const pairs = await lexicalPairs(texts.length, (row) => at(shingles, row));
  expect(pairs.length).toBeGreaterThan(texts.length);
  expect(pairs.length).toBeLessThan(64 * 32 * texts.length);
});

test('two empty texts are alike, an empty one and another are not', () => {
  const [empty, other] = [shinglesOf(''), shinglesOf('a')];
  expect([jaccard(empty, empty), jaccard(empty, other), jaccard(other, other)]).toEqual([1, 0, 1]);
});

test('signatures agree about as often as shingles are shared', () => {
  const random = seededRandom(7);
  for (const shared of [0.2, 0.5, 0.8]) {
    let [agreed, bins] = [0, 0];
    for (let run = 0; run < 60; run++) {
      const common = Array.from({ length: 40 }, () => Math.floor(random() * 2 ** 32));
      const own = (): Uint32Array => {
        const rest = Math.round((40 / shared - 40) / 2);
        return Uint32Array.from([
          ...common,
          ...Array.from({ length: rest }, () => random() * 2 ** 32),
        ]).sort();
      };
      const [a, b] = [new Uint32Array(128), new Uint32Array(128)];
      minHash(own(), a);
      minHash(own(), b);
      agreed += a.filter((value, bin) => value === b[bin]).length;
      bins += a.length;
    }
    expect(agreed / bins).toBeCloseTo(shared, 1);
  }
});
