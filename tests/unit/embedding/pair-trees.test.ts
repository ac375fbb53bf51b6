import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { EvidencePart, PairTrees } from '../../../schemas/pair-trees.ts';
import { chanceBy, type PairEvidence } from '../../../services/embedding/pair-trees.ts';

const SHIPPED = new URL('../../../infra/encoder/pairs.json', import.meta.url);
const sigmoid = (odds: number): number => 1 / (1 + Math.exp(-odds));

const none = Object.fromEntries(
  EvidencePart.options.filter((part) => part !== 'read').map((part) => [part, 0]),
) as PairEvidence;

const trees: PairTrees = {
  parts: ['content', 'read'],
  read: {
    bias: -1,
    trees: [
      [[0, 0.8, 1, 2], -2, [1, 0.5, 3, 4], 0.25, 4],
      [[1, 1, 1, 2], 0, 0.5],
    ],
  },
  unread: { bias: 0.5, trees: [[[0, 0.9, 1, 2], -1, 1]] },
};

describe('the chance by trees', () => {
  it('goes by each split to the node of at most, or of more, and adds up the values', () => {
    expect(chanceBy(trees, { ...none, content: 0.8, read: 2 })).toBeCloseTo(sigmoid(-1 - 2 + 0.5), 12);
    expect(chanceBy(trees, { ...none, content: 0.81, read: 0.5 })).toBeCloseTo(sigmoid(-1 + 0.25), 12);
    expect(chanceBy(trees, { ...none, content: 0.81, read: 0.6 })).toBeCloseTo(sigmoid(-1 + 4), 12);
  });

  it('is told by other trees where the texts were not read', () => {
    expect(chanceBy(trees, { ...none, content: 0.95 })).toBeCloseTo(sigmoid(1.5), 12);
    expect(chanceBy(trees, { ...none, content: 0.5 })).toBeCloseTo(sigmoid(-0.5), 12);
  });

  it('rises with what reading says, by the trees that are shipped', async () => {
    const shipped = PairTrees.parse(JSON.parse(await readFile(SHIPPED, 'utf8')));
    const pair = {
      ...none,
      content: 0.93,
      task: 0.9,
      letters: 0.5,
      unmatched: Math.log1p(2),
      words: Math.log1p(12),
    };
    const [low, high] = [-4, 4].map((read) => chanceBy(shipped, { ...pair, read }));
    expect(low).toBeLessThan(0.2);
    expect(high).toBeGreaterThan(0.6);
  });

  it.each([
    ['a split that leads back', [[0, 0.5, 0, 1], 1]],
    ['a split that leads nowhere', [[0, 0.5, 1, 9], 1]],
    ['a split by a part that is not there', [[7, 0.5, 1, 2], 1, 2]],
  ])('is not told by %s', (_, tree) => {
    const wrong = { ...trees, read: { bias: 0, trees: [tree] } };
    expect(PairTrees.safeParse(wrong).success).toBe(false);
  });
});
