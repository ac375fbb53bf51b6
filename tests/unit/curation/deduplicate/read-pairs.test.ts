import { describe, expect, it } from 'vitest';
import type { PairTrees } from '../../../../schemas/pair-trees.ts';
import { toPoints } from '../../../../services/analysis/points.ts';
import { at } from '../../../../services/runtime/at.ts';
import { readOpenPairs } from '../../../../services/curation/deduplicate/read-pairs.ts';
import { reasonOf } from '../../../../services/curation/deduplicate/leader.ts';
import type { ComparedRows, RowPair } from '../../../../services/curation/deduplicate/pairs.ts';
import { RowIdentifier } from '../../../../services/curation/deduplicate/row-identities.ts';
import { RowTexts } from '../../../../services/curation/deduplicate/row-texts.ts';
import { wordNetSynonyms } from '../../../../services/curation/deduplicate/synonyms.ts';
import type { PairJudge } from '../../../../services/embedding/port.ts';

const ROWS = 6;
const identifier = new RowIdentifier();
const contents = Array.from({ length: ROWS }, (_, row) => {
  return { instruction: `row ${row}`, input: '', output: '', system: '', history: [] };
});
for (const row of contents) identifier.add(row, row.instruction);
const points = toPoints(contents.map(() => Float32Array.of(1, 0)));
const rows: ComparedRows = {
  identities: identifier.identities(),
  texts: new RowTexts((row) => at(contents, row)),
  task: points,
  content: points,
  synonyms: wordNetSynonyms(),
  relatedFrom: 0.6,
  maxTokens: 256,
};

/** Trees by which a pair is the same when reading says so; unread, when its content is at least 0.9. */
const TREES: PairTrees = {
  parts: ['read', 'content'],
  read: { bias: 0, trees: [[[0, 0, 1, 2], -3, 3]] },
  unread: { bias: 0, trees: [[[1, 0.9, 1, 2], -3, 3]] },
};

const pair = (b: number, more: Partial<RowPair> = {}): RowPair => ({
  a: 0,
  b,
  content: 0.92,
  task: 0.9,
  lexical: 0.4,
  verdict: 'other_slot',
  isOpen: true,
  chance: null,
  more: 1,
  ...more,
});

/** A judge that says of each pair what its second text has in `chances`, and remembers what it was asked. */
function judgeOf(chances: Readonly<Record<string, number | null>>): PairJudge & { asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    trees: TREES,
    judge: (pairs) => {
      asked.push(...pairs.map(([, second]) => second));
      return Promise.resolve({ chances: pairs.map(([, second]) => chances[second] ?? null), inferenceMs: 1 });
    },
  };
}

const verdicts = (pairs: readonly RowPair[]): string[] => pairs.map(({ verdict }) => verdict);

describe('pairs that are read token by token', () => {
  it('are the same where all that is known of them makes it likely, whatever their words alone say', async () => {
    const judge = judgeOf({ 'row 1': 0.61, 'row 2': 0.39, 'row 3': 0.61, 'row 4': 0.39 });
    const pairs = [pair(1), pair(2), pair(3, { verdict: 'same' }), pair(4, { verdict: 'same' })];
    const read = await readOpenPairs(rows, pairs, judge, { most: 10 });
    expect(verdicts(read)).toEqual(['same', 'other_slot', 'same', 'other_slot']);
    expect(read.map(({ chance }) => chance?.toFixed(3))).toEqual(['0.953', '0.047', '0.953', '0.047']);
  });

  it('are those alone that words leave open and whose content is near; the others stay as they were', async () => {
    const judge = judgeOf({ 'row 1': 0.9, 'row 2': 0.9, 'row 3': 0.9 });
    const pairs = [pair(1), pair(2, { isOpen: false }), pair(3, { content: 0.69 })];
    const read = await readOpenPairs(rows, pairs, judge, { most: 10 });
    expect(judge.asked).toEqual(['row 1']);
    expect(read.slice(1)).toEqual(pairs.slice(1));
  });

  it('are the likeliest ones by what is known unread when there are too many: of the others the words decide', async () => {
    const judge = judgeOf({ 'row 1': 0.9, 'row 2': 0.9, 'row 3': 0.9 });
    const pairs = [pair(1, { content: 0.85 }), pair(2, { content: 0.95 }), pair(3, { content: 0.92 })];
    const read = await readOpenPairs(rows, pairs, judge, { most: 2 });
    expect(judge.asked).toEqual(['row 2', 'row 3']);
    expect(verdicts(read)).toEqual(['other_slot', 'same', 'same']);
  });

  it('are none that is unlikely by what is known unread, but for those that words call the same', async () => {
    const judge = judgeOf({ 'row 1': 0.9, 'row 2': 0.9 });
    const unlikely: PairTrees = { ...TREES, unread: { bias: -9, trees: [] } };
    const pairs = [pair(1), pair(2, { verdict: 'same' })];
    const read = await readOpenPairs(rows, pairs, { ...judge, trees: unlikely }, { most: 10 });
    expect(judge.asked).toEqual(['row 2']);
    expect(verdicts(read)).toEqual(['other_slot', 'same']);
  });

  it('stay the same by their words when a text is too long to be read whole, where that is likely unread', async () => {
    const pairs = [pair(1), pair(2, { verdict: 'same' }), pair(3, { verdict: 'same', content: 0.85 })];
    const read = await readOpenPairs(rows, pairs, judgeOf({}), { most: 10 });
    expect(verdicts(read)).toEqual(['other_slot', 'same', 'other_slot']);
    expect(read.every(({ chance }) => chance === null)).toBe(true);
  });

  it('beyond the most that are read stay the same only where that is likely unread', async () => {
    const pairs = [pair(1, { verdict: 'same' }), pair(2, { verdict: 'same', content: 0.85 })];
    const read = await readOpenPairs(rows, pairs, judgeOf({ 'row 1': 0.9 }), { most: 0 });
    expect(verdicts(read)).toEqual(['same', 'other_slot']);
  });

  it('stay as they were with an encoder that has no judge', async () => {
    const pairs = [pair(1), pair(2, { verdict: 'same' })];
    expect(await readOpenPairs(rows, pairs, null, { most: 10 })).toEqual(pairs);
  });

  it('need less likeness than a pair of which only the words are known, and no more terms can stand against them', () => {
    const thresholds = { threshold: 0.9, jaccardThreshold: 0.7 };
    const words = pair(1, { verdict: 'same', content: 0.82 });
    expect(reasonOf(words, thresholds)).toBeNull();
    expect(reasonOf({ ...words, chance: 0.8 }, thresholds)).toBe('paraphrase');
    expect(reasonOf({ ...words, chance: 0.8, content: 0.69 }, thresholds)).toBeNull();
    expect(reasonOf({ ...words, chance: 0.8, verdict: 'other_slot' }, thresholds)).toBeNull();
  });
});
