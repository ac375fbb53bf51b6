import { describe, expect, test } from 'vitest';
import { NgramIndex } from '../../../../services/curation/contamination/ngram-index.ts';
import { alignWords } from '../../../../services/curation/contamination/word-alignment.ts';
import {
  contaminationWords,
  numbersDiffer,
  segmentedWords,
} from '../../../../services/curation/contamination/words.ts';
import { randomIndex, seededRandom } from '../../../../services/runtime/seeded-random.ts';

describe('words of a text', () => {
  test.each([
    [
      'case, punctuation and spacing do not count',
      'List  THREE tips -- now!',
      ['list', 'three', 'tips', 'now'],
    ],
    ['full-width letters are letters', 'Ｌｉｓｔ ３', ['list', '3']],
    ['each character of Chinese is a word', '写一首诗 please', ['写', '一', '首', '诗', 'please']],
    ['and of Japanese and Thai, with its marks', 'かな กิ', ['か', 'な', 'กิ']],
    [
      'Arabic, Hindi and Korean have spaces',
      'اكتب قصيدة हिन्दी में 시를 써',
      ['اكتب', 'قصيدة', 'हिन्दी', 'में', '시를', '써'],
    ],
    ['signs of arithmetic count', '3 + 4 < 5 - 4', ['3', '+', '4', '<', '5', '-', '4']],
    ['hyphens do not', 'a ten-word line', ['a', 'ten', 'word', 'line']],
    ['a text may have none', ' … !? ', []],
  ])('%s', (_, text, words) => {
    expect(contaminationWords(text)).toEqual(words);
  });

  test('have bounds where a sentence ends, and runs of marks within a word are read in one go', () => {
    const bounds = (text: string): number[] => [...segmentedWords(text).bounds];
    expect(bounds('Name it... Say a.b?! Go\n“now”')).toEqual([0, 2, 5, 6, 7]);
    expect(bounds(`Name${'.'.repeat(400_000)}it. Now`)).toEqual([0, 2, 3]);
  });

  test('numbers differ when each side has one that the other lacks', () => {
    const differ = (one: string, other: string) =>
      numbersDiffer(contaminationWords(one), contaminationWords(other));
    expect(differ('Divide 1000 by 27.', 'Divide 1000 by 30.')).toBe(true);
    expect(differ('Name 5 rivers.', 'Name five rivers.')).toBe(false);
    expect(differ('Name 5 rivers.', 'Name 5 rivers of 2 countries.')).toBe(false);
    expect(differ('Name 5 rivers.', 'Name 5 rivers.')).toBe(false);
  });
});

/** The numbers of shared own n-grams, computed from their definition. */
function sharedByDefinition(length: number, texts: string[][], words: string[], most: number): number[] {
  const gramsOf = (of: string[]) =>
    new Set(of.slice(length - 1).map((_, at) => of.slice(at, at + length).join(' ')));
  const all = texts.map(gramsOf);
  const shown = gramsOf(words);
  return all.map(
    (grams) =>
      [...grams].filter((gram) => shown.has(gram) && all.filter((other) => other.has(gram)).length <= most)
        .length,
  );
}

describe('n-grams of a benchmark', () => {
  test('that a text shares are those of the definition, for random texts and lengths', () => {
    const random = seededRandom(8);
    const draw = (size: number) => Array.from({ length: size }, () => `w${randomIndex(random, 4)}`);
    for (let round = 0; round < 40; round++) {
      const length = 1 + (round % 4);
      const texts = Array.from({ length: 25 }, () => draw(randomIndex(random, 12)));
      const index = new NgramIndex(length, texts);
      const words = [...draw(15), 'unknown', ...draw(5)];
      const shared = index.show(words);
      expect(texts.map((_, text) => shared.get(text) ?? 0)).toEqual(
        sharedByDefinition(length, texts, words, 10),
      );
    }
  });

  test('all that were shown count as seen, whichever text they were in', () => {
    const index = new NgramIndex(2, [['a', 'b', 'c', 'd']]);
    expect(index.ownOf(0)).toEqual({ own: 3, seen: 0 });
    index.show(['x', 'a', 'b']);
    index.show(['c', 'd']);
    expect(index.ownOf(0)).toEqual({ own: 3, seen: 2 });
  });

  test('the form that eleven texts of it share is nobody’s own', () => {
    const form = ['rewrite', 'the', 'following', 'text'];
    const texts = Array.from({ length: 11 }, (_, at) => [...form, `slot${at}`, 'end']);
    const index = new NgramIndex(4, texts);
    expect(index.ownOf(0).own).toBe(2);
    expect(index.show(form).size).toBe(0);
    expect(new NgramIndex(4, texts.slice(1)).ownOf(0).own).toBe(3);
  });

  test('a text shorter than an n-gram has none', () => {
    const index = new NgramIndex(8, [['too', 'short'], []]);
    expect([index.ownOf(0).own, index.ownOf(1).own]).toEqual([0, 0]);
  });
});

describe('the alignment of two texts', () => {
  const ratio = (one: string, other: string) =>
    alignWords(contaminationWords(one), contaminationWords(other))?.ratio;

  test('finds words in the same order, slips of the pen aside', () => {
    expect(ratio('Explain democracy to me', 'Explian democarcy to me')).toBe(1);
    expect(ratio('List three rivers', 'rivers three list')).toBeCloseTo(1 / 3);
    expect(ratio('Name a cat', 'Name a car')).toBeCloseTo(2 / 3);
    expect(ratio('Count to 1066', 'Count to 1966')).toBeCloseTo(2 / 3);
    expect(ratio('sums', 'bums')).toBe(0);
    expect(ratio('写一首诗', '写一首歌')).toBeCloseTo(3 / 4);
    expect(ratio('', '')).toBe(1);
    expect(ratio('', 'word')).toBe(0);
  });

  test('is 1 to itself, the same either way, and never above what lengths allow', () => {
    const random = seededRandom(2);
    const draw = () => Array.from({ length: randomIndex(random, 9) }, () => `word${randomIndex(random, 5)}`);
    for (let round = 0; round < 200; round++) {
      const [one, other] = [draw(), draw()];
      const there = alignWords(one, other);
      expect(there).toEqual(alignWords(other, one));
      expect(alignWords(one, one)?.ratio).toBe(1);
      expect(there?.matched).toBeLessThanOrEqual(Math.min(one.length, other.length));
    }
  });

  test('is not made of texts too long for it', () => {
    const long = new Array<string>(3_000).fill('word');
    expect(alignWords(long, long)).toBeNull();
  });
});
