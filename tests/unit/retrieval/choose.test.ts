import { describe, expect, it } from 'vitest';
import { chooseDemonstrations, type ChoiceRules } from '../../../services/retrieval/choose.ts';
import { candidateOf } from './candidates.ts';

const rules: ChoiceRules = {
  strategy: 'topk',
  k: 2,
  lambda: 0.5,
  query: 'write a poem',
  letters: null,
  maxTokens: null,
  relatedFrom: 0,
};

async function ids(
  candidates: Parameters<typeof chooseDemonstrations>[0],
  changed: Partial<ChoiceRules>,
): Promise<string[]> {
  const { chosen } = await chooseDemonstrations(candidates, { ...rules, ...changed });
  return chosen.map(({ candidate }) => candidate.record.id);
}

describe('choosing demonstrations', () => {
  const twins = [
    candidateOf('near', { task: 10, content: 40 }),
    candidateOf('twin of near', { task: 11, content: 41 }),
    candidateOf('other', { task: 20, content: -60 }),
  ];

  it('topk takes the nearest in task, however alike they are', async () => {
    expect(await ids(twins, { strategy: 'topk' })).toEqual(['near', 'twin of near']);
  });

  it('balanced passes over one that says the same as one already chosen', async () => {
    expect(await ids(twins, { strategy: 'balanced' })).toEqual(['near', 'other']);
  });

  it('balanced does not buy variety with another kind of work, once it is known where that begins', async () => {
    const kinds = [
      candidateOf('same kind', { task: 10, content: 40 }),
      candidateOf('same kind again', { task: 12, content: 80 }),
      candidateOf('another kind', { task: 50, content: -60 }),
    ];
    expect(await ids(kinds, { strategy: 'balanced' })).toEqual(['same kind', 'another kind']);
    expect(await ids(kinds, { strategy: 'balanced', relatedFrom: 0.6 })).toEqual([
      'same kind',
      'same kind again',
    ]);
  });

  it('balanced with all weight on nearness is topk', async () => {
    expect(await ids(twins, { strategy: 'balanced', lambda: 1 })).toEqual(
      await ids(twins, { strategy: 'topk' }),
    );
  });

  describe('the letters of the query', () => {
    const fits = (id: string, instruction: string, chance: number): ReturnType<typeof candidateOf> => ({
      ...candidateOf(id, { task: 10, content: 40 }, { instruction }),
      fit: { chance, parts: {} },
    });
    const both = [
      fits('other letters', '为什么天空是蓝色的？', 0.94),
      fits('same letters', 'Why is kobe beef so expensive?', 0.92),
      fits('unlikely', 'What is kobe beef?', 0.6),
    ];
    const letters = 'Latin letters';

    it('decide between those that are about as likely to fit', async () => {
      expect(await ids(both, { strategy: 'fit', k: 1, letters })).toEqual(['same letters']);
      expect(await ids(both, { strategy: 'fit', k: 1, letters: 'Chinese characters' })).toEqual([
        'other letters',
      ]);
      expect(await ids(both, { strategy: 'balanced', k: 1, letters })).toEqual(['same letters']);
      expect(await ids(both, { strategy: 'dpp', k: 1, letters })).toEqual(['same letters']);
    });

    it('are not worth other work, and make no difference for a text without any', async () => {
      expect(await ids(both, { strategy: 'fit', letters })).toEqual(['same letters', 'other letters']);
      const plain = [fits('digits', '12 + 30 = ?', 0.93), ...both];
      expect(await ids(plain, { strategy: 'fit', k: 1, letters })).toEqual(['digits']);
      expect(await ids(both, { strategy: 'fit', k: 1, letters: null })).toEqual(['other letters']);
    });
  });

  it('fit takes the likeliest to fit, not the nearest', async () => {
    const judged = [
      { ...candidateOf('near', { task: 5, content: 0 }), fit: { chance: 0.6, parts: {} } },
      { ...candidateOf('likely', { task: 40, content: 50 }), fit: { chance: 0.9, parts: { kind: 2 } } },
    ];
    expect(await ids(judged, { strategy: 'fit', k: 1 })).toEqual(['likely']);
    expect(await ids(judged, { strategy: 'topk', k: 1 })).toEqual(['near']);
    const { chosen } = await chooseDemonstrations(judged, { ...rules, strategy: 'fit', k: 1 });
    expect(chosen[0]?.scores).toMatchObject({ fit: 0.9, parts: { kind: 2 }, total: 0.9 });
  });

  it('dpp passes over one that lies within what those chosen say together', async () => {
    const spread = [
      candidateOf('one way', { task: 10, content: 0 }),
      candidateOf('almost the same way', { task: 10, content: 1 }),
      candidateOf('another way', { task: 12, content: 90 }),
    ];
    expect(await ids(spread, { strategy: 'dpp' })).toEqual(['one way', 'another way']);
    expect(await ids(spread, { strategy: 'dpp', lambda: 1 })).toEqual(['one way', 'almost the same way']);
  });

  it('coverage takes what covers words of the query that are not covered yet', async () => {
    const covering = [
      candidateOf('nothing', { task: 0, content: 0 }, { instruction: 'something else' }),
      candidateOf('write', { task: 30, content: 0 }, { instruction: 'write it all' }),
      candidateOf('write again', { task: 20, content: 0 }, { instruction: 'write more' }),
      candidateOf('poem', { task: 40, content: 0 }, { instruction: 'the poem' }),
    ];
    expect(await ids(covering, { strategy: 'coverage' })).toEqual(['poem', 'write again']);
  });

  it('mmr trades nearness for difference in the task space', async () => {
    const both = [
      candidateOf('a', { task: 10, content: 0 }),
      candidateOf('b', { task: 12, content: 0 }),
      candidateOf('c', { task: -40, content: 0 }),
    ];
    expect(await ids(both, { strategy: 'mmr', lambda: 0.5 })).toEqual(['a', 'c']);
    expect(await ids(both, { strategy: 'mmr', lambda: 1 })).toEqual(['a', 'b']);
  });

  it('balanced prefers the one that covers words of the query, other things being equal', async () => {
    const equal = [
      candidateOf('plain', { task: 10, content: 40 }, { instruction: 'something else' }),
      candidateOf('covering', { task: 10, content: 40 }, { instruction: 'a poem about cats' }),
    ];
    expect(await ids(equal, { strategy: 'balanced', k: 1 })).toEqual(['covering']);
  });

  it('random keeps the order that was drawn', async () => {
    expect(await ids([...twins].reverse(), { strategy: 'random', k: 3 })).toEqual([
      'other',
      'twin of near',
      'near',
    ]);
  });

  it('skips what does not fit the token budget and goes on with what does', async () => {
    const sized = [
      candidateOf('fits', { task: 5, content: 0 }, { tokens: 60 }),
      candidateOf('too long', { task: 6, content: 0 }, { tokens: 50 }),
      candidateOf('fits too', { task: 7, content: 0 }, { tokens: 40 }),
    ];
    const choice = await chooseDemonstrations(sized, { ...rules, maxTokens: 100 });
    expect(choice.chosen.map(({ candidate }) => candidate.record.id)).toEqual(['fits', 'fits too']);
    expect(choice.tooLong).toBe(1);
  });

  it('reports the parts of each score, redundancy being measured against those chosen before', async () => {
    const { chosen } = await chooseDemonstrations(twins, rules);
    expect(chosen[0]?.scores).toMatchObject({ redundancy: 0, coverage: 0 });
    expect(chosen[0]?.scores.total).toBeCloseTo(Math.cos((10 * Math.PI) / 180), 6);
    expect(chosen[1]?.scores.redundancy).toBeCloseTo(Math.cos(Math.PI / 180), 6);
  });

  it('gives all there are when k is larger than the pool, and none of an empty one', async () => {
    expect(await ids(twins, { k: 10 })).toHaveLength(3);
    expect(await ids([], { k: 10 })).toEqual([]);
  });
});
