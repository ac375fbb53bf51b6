import { describe, expect, test } from 'vitest';
import { toPoints } from '../../../../services/analysis/points.ts';
import { findLeaks } from '../../../../services/curation/contamination/leaks.ts';
import type { LeakOptions, Leaks } from '../../../../services/curation/contamination/leaks.ts';
import { sameTaskLevels } from '../../../../services/curation/contamination/same-task-level.ts';
import { distinctTexts } from '../../../../services/curation/contamination/texts.ts';
import type { Rows } from '../../../../services/curation/contamination/texts.ts';
import { randomIndex, seededRandom } from '../../../../services/runtime/seeded-random.ts';
import { at } from '../../../../services/runtime/at.ts';
import { lightlyEdited } from '../../../planted-leaks.ts';
import { exactNearest, normalised } from '../exact-nearest.ts';

const OPTIONS: LeakOptions = {
  sameTaskFrom: 0.7,
  threshold: null,
  signal: new AbortController().signal,
  report: () => undefined,
};
const SUBJECTS = [
  'harbour',
  'glacier',
  'orchestra',
  'lighthouse',
  'monastery',
  'volcano',
  'library',
  'carpenter',
];
const VERBS = ['Describe', 'Praise', 'Question', 'Paint', 'Measure', 'Translate', 'Imagine', 'Compare'];

/** Sentences of nine words; any two of them share only a few words. */
function sentences(count: number, seed: number): string[] {
  const random = seededRandom(seed);
  const pick = (words: readonly string[]) => at(words, randomIndex(random, words.length));
  return Array.from(
    { length: count },
    (_, at) =>
      `${pick(VERBS)} the ${pick(SUBJECTS)} near ${pick(SUBJECTS)} street${at}x${seed} without ${pick(SUBJECTS)} or ${pick(SUBJECTS)}.`,
  );
}

const withoutNegation = (text: string): string => text.replace('without', 'beside');

/** Rows with random vectors, so that only their words say anything. */
function rowsOf(texts: readonly string[], seed = 1, task = 0): Rows {
  const random = seededRandom(seed);
  const vectors = (spread: number) =>
    toPoints(
      texts.map(() =>
        normalised([1 - spread, ...Array.from({ length: 15 }, () => spread * (random() - 0.5))]),
      ),
    );
  return {
    texts,
    labels: texts.map(() => null),
    task: vectors(task === 0 ? 1 : 0.05),
    content: vectors(1),
  };
}

/** A row with the vectors of every other such row, so that only its words tell it apart. */
function sameRow(text: string): Rows {
  const vector = toPoints([normalised([1, 2, 3])]);
  return { texts: [text], labels: [null], task: vector, content: vector };
}

const leaksOf = (train: Rows, bench: Rows, options: Partial<LeakOptions> = {}): Promise<Leaks> =>
  findLeaks(
    distinctTexts(train),
    distinctTexts(bench),
    { inTask: exactNearest, inContent: exactNearest },
    { ...OPTIONS, ...options },
  );
const verdictsOf = ({ pairs }: Leaks): string[] => pairs.map(({ verdict }) => verdict);

describe('leaks by their words', () => {
  test('every copy is exact, whatever its case, punctuation and spacing, and nothing else is a leak', async () => {
    const bench = sentences(30, 1);
    const copies = bench.slice(0, 20).map((text) => `${text.toUpperCase().replaceAll(' ', '  ')}!!`);
    const leaks = await leaksOf(rowsOf([...sentences(60, 2), ...copies], 3), rowsOf(bench, 4));
    const exact = leaks.pairs.filter(({ verdict }) => verdict === 'exact');
    expect(exact.map(({ train, bench: of }) => [of, train])).toEqual(
      copies.map((_, text) => [text, 60 + text]),
    );
    expect(leaks.pairs.some(({ verdict }) => verdict === 'near' || verdict === 'soft')).toBe(false);
  });

  test('slips of the pen are near, in texts that are among the nearest, whatever the similarity', async () => {
    const random = seededRandom(6);
    const bench = sentences(12, 5);
    const edited = bench.map((text) => lightlyEdited(text, random));
    const leaks = await leaksOf(rowsOf([...sentences(8, 7), ...edited], 8), rowsOf(bench, 9));
    expect(verdictsOf(leaks).every((verdict) => verdict === 'near' || verdict === 'exact')).toBe(true);
    expect(leaks.pairs).toHaveLength(12);
  });

  test('a row of 13 words or more inside a longer one is exact, and one whose last words were cut is near', async () => {
    const row = 'Name the river that flows through the old town and turn it into a riddle for children.';
    const around = `Here is a task. ${row} Then answer it.`;
    const cut = 'Name the river that flows through the old town and turn it into a riddle';
    const near = await leaksOf(rowsOf([cut, ...sentences(5, 1)]), rowsOf([row]));
    expect(near.pairs[0]).toMatchObject({ verdict: 'same_task_only', share8: 8 / 10 });
    expect(verdictsOf(await leaksOf(rowsOf([around, ...sentences(5, 1)]), rowsOf([row])))).toEqual(['exact']);
    expect(verdictsOf(await leaksOf(rowsOf([row, ...sentences(5, 1)]), rowsOf([cut])))).toEqual(['exact']);
  });

  test('a text with a word around one of its parts is near, whatever the similarity', async () => {
    const parts =
      'are you free: Person1: from 9 to 11, for half an hour, Person2: from 1 to 3, for an hour and a half, Person3: from 2 to 3';
    const [bench, train] = [
      `Find a time for them all. Input: ${parts}.`,
      `Find a time for them all.\n\n${parts}.`,
    ];
    expect((await leaksOf(rowsOf([train], 1), rowsOf([bench], 2))).pairs).toMatchObject([
      { verdict: 'near' },
    ]);
    const withName = train.replace('for them all', 'for Oslo');
    const ofOther = bench.replace('for them all', 'for Bergen');
    expect((await leaksOf(rowsOf([withName], 1), rowsOf([ofOther], 2))).pairs[0]?.verdict).not.toBe('near');
  });

  test('another filling of the same form is no leak', async () => {
    const form = (word: string) =>
      `Rewrite the following sentence in the passive voice and keep its tense as it is: the ${word}.`;
    const leaks = await leaksOf(
      rowsOf(['cat slept', 'judge ruled', 'ship sank'].map(form), 2, 1),
      rowsOf(['bell rang', 'wolf ran'].map(form), 3, 1),
    );
    expect(new Set(verdictsOf(leaks))).toEqual(new Set(['same_task_only']));
  });

  test('other numbers make another question, even where vectors are the same', async () => {
    const asked = (text: string) => leaksOf(sameRow(text), sameRow('Divide 1000 by 27 and round up'));
    expect(verdictsOf(await asked('Divide 1000 by 31 and round up'))).toEqual(['same_task_only']);
    expect(verdictsOf(await asked('What is 1000 over 27, as a whole number?'))).toEqual(['soft']);
  });

  test('a name in other letters does not hide a translation, and other numbers do', async () => {
    const asked = (text: string) =>
      leaksOf(sameRow(text), sameRow('Write to Anton, who has waited for 15 days'));
    expect(verdictsOf(await asked('Напиши Антону, который ждёт 15 дней'))).toEqual(['soft']);
    expect(verdictsOf(await asked('Напиши Антону, который ждёт 16 дней'))).toEqual(['same_task_only']);
    expect(verdictsOf(await asked('Send Irma a letter: she stayed here 15 days'))).toEqual([
      'same_task_only',
    ]);
  });
});

describe('leaks whatever the rows are like', () => {
  test('all rows equal: one exact pair of texts, which stands for all rows', async () => {
    const train = distinctTexts(rowsOf(new Array<string>(7).fill('Say hello.')));
    expect(train.rows).toEqual([[0, 1, 2, 3, 4, 5, 6]]);
    const leaks = await leaksOf(
      rowsOf(new Array<string>(7).fill('Say hello.')),
      rowsOf(['say HELLO', 'Say hello.']),
    );
    expect(verdictsOf(leaks)).toEqual(['exact']);
  });

  test('every text of the benchmark is told of once or more, for random rows, one row, and short ones', async () => {
    for (const [trainRows, benchRows] of [
      [1, 1],
      [1, 9],
      [40, 1],
      [25, 30],
    ] as const) {
      const leaks = await leaksOf(
        rowsOf(sentences(trainRows, 3), 5),
        rowsOf([...sentences(benchRows, 4), 'Hi', '…'], 6),
      );
      expect(new Set(leaks.pairs.map(({ bench }) => bench)).size).toBe(benchRows + 2);
    }
  });

  test('threshold 0 calls every row in other words a leak, threshold 1 none by content', async () => {
    const asked = SUBJECTS.map((subject) => `Which sailor told you that his ${subject} burned in spring?`);
    const [train, bench] = [rowsOf(asked, 2), rowsOf(sentences(8, 9).map(withoutNegation), 3)];
    const all = await leaksOf(train, bench, { threshold: -1 });
    expect(verdictsOf(all).every((verdict) => verdict === 'soft' || verdict === 'near')).toBe(true);
    const none = await leaksOf(train, bench, { threshold: 1.01 });
    expect(verdictsOf(none).some((verdict) => verdict === 'soft')).toBe(false);
  });

  test('texts without words are compared by their characters', async () => {
    const leaks = await leaksOf(rowsOf(['???', '...']), rowsOf(['...', '!!!']), { threshold: 1.01 });
    expect(leaks.pairs.filter(({ verdict }) => verdict === 'exact')).toHaveLength(1);
    expect(leaks.byDefinition).toEqual({ any13Gram: 0, most8Grams: 0, without8Grams: 2 });
  });

  test('Chinese is compared by characters', async () => {
    const row = '请根据下面的描述写一首关于秋天的诗，并说明它的意境。';
    const other = '请把下面的句子翻译成英文，并解释每个词的意思和用法。';
    const found = await leaksOf(rowsOf([`${row}谢谢`, other]), rowsOf([row]));
    expect(verdictsOf(found)).toEqual(['exact']);
    expect(verdictsOf(await leaksOf(rowsOf([other]), rowsOf([row])))).not.toContain('near');
  });

  test('the same rows give the same pairs, and the order of training rows does not matter', async () => {
    const train = rowsOf(sentences(20, 1), 2);
    const bench = rowsOf([...sentences(5, 1), ...sentences(5, 3)], 4);
    const once = await leaksOf(train, bench);
    expect(await leaksOf(train, bench)).toEqual(once);
  });

  test('ends when its job does', async () => {
    const signal = AbortSignal.abort(new Error('cancelled'));
    await expect(leaksOf(rowsOf(['a']), rowsOf(['b']), { signal })).rejects.toThrow('cancelled');
  });
});

describe('what a shared task explains', () => {
  const normal = (count: number, middle: number, spread: number, seed: number): Float32Array => {
    const random = seededRandom(seed);
    return Float32Array.from({ length: count }, () => {
      const twelve = Array.from({ length: 12 }, random).reduce((sum, value) => sum + value, -6);
      return Math.tanh(middle + spread * twelve);
    });
  };

  test('is four deviations above the middle of the pairs, which one leak in twenty hardly moves', () => {
    const pairs = [normal(4_000, 0.5, 0.2, 1)];
    const clean = sameTaskLevels(pairs);
    const leaked = sameTaskLevels([...pairs, new Float32Array(200).fill(0.99)]);
    expect(clean.base?.level).toBeCloseTo(Math.tanh(0.5 + 4 * 0.2), 1);
    expect(Math.abs((leaked.base?.level ?? 0) - (clean.base?.level ?? 0))).toBeLessThan(0.05);
  });

  test('is never below what one pair in 100 reaches, which leaks among the pairs do not move', () => {
    const pairs = [normal(4_000, 0.5, 0.2, 1)];
    const clean = sameTaskLevels(pairs).base;
    expect(clean?.p99).toBeCloseTo(Math.tanh(0.5 + 2.3263 * 0.2), 1);
    const leaked = sameTaskLevels([...pairs, new Float32Array(200).fill(0.99)]).base;
    expect(Math.abs((leaked?.p99 ?? 0) - (clean?.p99 ?? 0))).toBeLessThan(0.05);
    for (const base of [clean, leaked, sameTaskLevels([new Float32Array(200).fill(1)]).base]) {
      const rising = [base?.median, base?.p90, base?.p99, base?.level].map(Number);
      expect(rising).toEqual(rising.toSorted((a, b) => a - b));
    }
  });

  test('is higher for a row whose task is done in one form, and never below 0.85', () => {
    const { levels } = sameTaskLevels([
      ...Array.from({ length: 20 }, (_, seed) => normal(50, 0.3, 0.15, seed)),
      normal(50, 1.2, 0.2, 77),
      Float32Array.of(),
    ]);
    expect(levels[20]).toBeGreaterThan(at(levels, 0) + 0.02);
    expect(Math.min(...levels)).toBe(0.85);
    expect(levels[21]).toBe(0.85);
  });

  test('is the lowest level there is while too few pairs were seen, and at most 0.95 when all are alike', () => {
    expect(sameTaskLevels([Float32Array.of(0.2, 0.3)])).toEqual({
      base: null,
      levels: Float64Array.of(0.85),
    });
    expect(sameTaskLevels([new Float32Array(200).fill(1)]).levels[0]).toBe(0.95);
  });
});
