import { describe, expect, test } from 'vitest';
import { calibrate } from '../../../../services/curation/deduplicate/calibrate.ts';
import { keepOrder, drawnOrder } from '../../../../services/curation/deduplicate/keep-order.ts';
import type { RowPair } from '../../../../services/curation/deduplicate/pairs.ts';
import { wordDiff } from '../../../../services/curation/deduplicate/word-diff.ts';

describe('the order in which rows are kept', () => {
  test('goes by the fields one after the other, rows without a value last, ties by row', () => {
    const score = { values: [1, null, 3, 1, 3], order: 'desc' } as const;
    expect([...keepOrder(5, [score])]).toEqual([2, 4, 0, 3, 1]);
    const id = { values: ['row-10', 'row-9', 'b', 'row-9', 'a'], order: 'asc' } as const;
    expect([...keepOrder(5, [score, id])]).toEqual([4, 2, 3, 0, 1]);
    expect([...keepOrder(5, [id])].slice(2)).toEqual([1, 3, 0]);
  });

  test('drawn by lot has every row once, and is the same for the same seed', () => {
    expect([...drawnOrder(50, 3)].sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, row) => row));
    expect(drawnOrder(50, 3)).toEqual(drawnOrder(50, 3));
    expect(drawnOrder(50, 3)).not.toEqual(drawnOrder(50, 4));
  });
});

describe('a calibrated threshold', () => {
  const pair = (content: number, slot: boolean): RowPair => ({
    a: 0,
    b: 1,
    content,
    task: 1,
    lexical: 0,
    verdict: slot ? 'other_slot' : 'same',
    isOpen: false,
    chance: null,
    more: 0,
  });

  const byWords = (pairs: readonly RowPair[]) =>
    calibrate(pairs, { floor: 0.8, jaccardThreshold: 0.7, chanceOf: null });

  test('is the lowest from which nine in ten paraphrases are right by their chances', () => {
    // A hundred pairs from 0.8 to 0.999: the lower half is right in half of all cases, the upper half always.
    const pairs = Array.from({ length: 100 }, (_, at) => pair(0.8 + at / 500, false));
    const chanceOf = ({ content }: RowPair): number => (content < 0.9 ? 0.5 : 1);
    const { value, explanation } = calibrate(pairs, { floor: 0.8, jaccardThreshold: 0.7, chanceOf });
    const right = pairs.filter(({ content }) => content >= value).map(chanceOf);
    expect(right.reduce((sum, chance) => sum + chance, 0) / right.length).toBeGreaterThanOrEqual(0.9);
    expect(value).toBeLessThan(0.9);
    expect(value).toBeGreaterThan(0.87);
    expect(explanation).toMatch(/^0\.\d+: of \d+ near pairs that it takes for paraphrases, 9\d % are right/);
  });

  test('does not ask for chances of pairs that are near copies, or are no duplicates by their words', () => {
    const asked: RowPair[] = [];
    const pairs = Array.from({ length: 100 }, (_, at) => ({
      ...pair(0.95, at % 2 === 0),
      lexical: at % 4 < 2 ? 1 : 0,
    }));
    const chanceOf = (one: RowPair): number => asked.push(one);
    calibrate(pairs, { floor: 0.8, jaccardThreshold: 0.7, chanceOf });
    expect(asked.every(({ verdict, lexical }) => verdict === 'same' && lexical === 0)).toBe(true);
  });

  test('lets 98 % of the pairs through whose words ask for the same', () => {
    const same = Array.from({ length: 100 }, (_, at) => pair(0.8 + at / 1_000, false));
    const { value, explanation } = byWords([...same, pair(0.99, true), pair(0.801, true)]);
    expect(value).toBe(0.802);
    expect(explanation).toContain('Of 2 near pairs that differ in a number, a name or a topic, 1 is');
  });

  test('is the usual one when there is too little to learn from', () => {
    expect(byWords([]).value).toBe(0.9);
    expect(byWords([pair(0.85, false)]).explanation).toContain('1 near pair that asks');
  });

  test('is never above 0.95 nor below the floor', () => {
    const at = (content: number) => byWords(Array.from({ length: 60 }, () => pair(content, false))).value;
    expect([at(1), at(0.8)]).toEqual([0.95, 0.8]);
  });
});

describe('two texts word by word', () => {
  test.each([
    ['Write a poem.', 'Write a song.', 'Write a [-poem.-] {+song.+}'],
    ['write a poem', 'Write a poem!', 'write a poem'],
    ['', 'Sing', '{+Sing+}'],
    ['Sing loudly now', 'Sing', 'Sing [-loudly now-]'],
    ['', '', ''],
  ])('%j and %j', (from, to, difference) => {
    expect(wordDiff(from, to)).toBe(difference);
  });

  test('of long texts the whole counts as exchanged', () => {
    const long = Array.from({ length: 500 }, (_, at) => `w${at}`).join(' ');
    expect(wordDiff(`same ${long}`, 'same')).toBe(`same [-${long}-]`);
  });
});
