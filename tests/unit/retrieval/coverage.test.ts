import { describe, expect, it } from 'vitest';
import { QueryCoverage } from '../../../services/retrieval/coverage.ts';

const texts = new Map([
  ['a', 'Write a poem'],
  ['b', 'Write a letter about CATS'],
  ['c', 'Write nothing'],
]);

describe('coverage of the query’s words', () => {
  it('gains lie between 0 and 1, and a text with every word of the query gains 1', () => {
    const coverage = new QueryCoverage('write a poem', new Map([...texts, ['all', 'A poem: write!']]));
    expect(coverage.gain('all')).toBeCloseTo(1, 12);
    for (const id of texts.keys()) expect(coverage.gain(id)).toBeGreaterThan(0);
  });

  it('a rare word weighs more than a common one', () => {
    const coverage = new QueryCoverage('write cats', texts);
    expect(coverage.gain('b') - coverage.gain('c')).toBeGreaterThan(coverage.gain('c'));
  });

  it('a word that is covered adds nothing again until the coverage starts over', () => {
    const coverage = new QueryCoverage('poem', texts);
    const first = coverage.gain('a');
    coverage.add('a');
    expect(coverage.gain('a')).toBe(0);
    coverage.reset();
    expect(coverage.gain('a')).toBe(first);
  });

  it('an empty query gives no gain and no error', () => {
    expect(new QueryCoverage('…', texts).gain('a')).toBe(0);
  });
});
