import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openEncoder } from '../../../services/embedding/onnx-encoder.ts';
import type { Encoder, PairJudge } from '../../../services/embedding/port.ts';

const ENCODER = new URL('../../../infra/encoder/', import.meta.url).pathname;

const SAME: readonly [string, string][] = [
  ['Give me a regex for a British postcode.', 'User: Give me a regex for a British postcode.'],
  ['Write a short poem about the sea.', 'Compose a brief poem on the sea.'],
  ['How do I descale a kettle?', 'What is the way to descale a kettle?'],
];
const OTHER: readonly [string, string][] = [
  ['How do I fill the tank of a camping stove?', 'How do I drain the tank of a camping stove?'],
  ['Which of the two lends the book?', 'Which of the two borrows the book?'],
  ['List the benefits of night trains.', 'List the costs of night trains.'],
];

describe('the judge of pairs that is shipped', () => {
  let encoder: Encoder;
  let judge: PairJudge;
  beforeAll(async () => {
    encoder = await openEncoder(ENCODER, { threads: 2 });
    if (encoder.pairs === null) throw new Error('the shipped encoder has no judge of pairs');
    judge = encoder.pairs;
  });
  afterAll(() => encoder.close());

  it('tells requests in other words from other requests in nearly the same words', async () => {
    const { chances } = await judge.judge([...SAME, ...OTHER]);
    expect(chances.map((chance) => (chance ?? 0) >= 0.6)).toEqual([true, true, true, false, false, false]);
  });

  it('gives a pair the same chance in any batch, and in either order of its texts', async () => {
    const pairs = [...SAME, ...OTHER];
    const { chances } = await judge.judge(pairs);
    const { chances: turned } = await judge.judge(
      pairs.map(([one, other]): [string, string] => [other, one]),
    );
    for (const [place, pair] of pairs.entries()) {
      const { chances: alone } = await judge.judge([pair]);
      expect(chances[place]).toBeCloseTo(alone[0] ?? -1, 3);
      expect(chances[place]).toBeCloseTo(turned[place] ?? -1, 3);
    }
  });

  it('says nothing of a pair with a text that is too long, and judges the others as without it', async () => {
    const long = Array.from({ length: 300 }, (_, word) => `word${word}`).join(' ');
    const { chances } = await judge.judge([['How do I descale a kettle?', long], SAME[0] ?? ['', '']]);
    const { chances: alone } = await judge.judge([SAME[0] ?? ['', '']]);
    expect(chances).toEqual([null, alone[0]]);
  });

  it('answers no pair with no chance, and ends with its caller’s signal', async () => {
    expect((await judge.judge([])).chances).toEqual([]);
    await expect(judge.judge(SAME, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'cancelled',
    });
  });
});
