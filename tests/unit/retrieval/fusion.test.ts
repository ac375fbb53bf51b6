import { describe, expect, it } from 'vitest';
import { fuseRankings } from '../../../services/retrieval/fusion.ts';
import type { Neighbour } from '../../../services/store/port.ts';
import { recordWith, seededRandom, vectorsFor } from '../../contract/store-samples.ts';

const neighbour = (id: string, score = 0): Neighbour => ({
  record: { ...recordWith(id), id },
  vectors: vectorsFor(seededRandom(1)),
  score,
});
const told = (fused: readonly Neighbour[]): [string, number][] =>
  fused.map(({ record, score }) => [record.id, score]);

describe('reciprocal rank fusion', () => {
  it('adds 1 / (60 + rank) over the rankings, whatever their scores are', () => {
    const fused = fuseRankings([
      [neighbour('a', 0.9), neighbour('b', 0.8)],
      [neighbour('c', 30), neighbour('b', 20), neighbour('a', 10)],
    ]);
    expect(told(fused)).toEqual([
      ['a', 1 / 61 + 1 / 63],
      ['b', 1 / 62 + 1 / 62],
      ['c', 1 / 61],
    ]);
  });

  it('keeps one ranking as it is, and orders equal scores by id', () => {
    const one = [neighbour('b'), neighbour('a')];
    expect(fuseRankings([one]).map(({ record }) => record.id)).toEqual(['b', 'a']);
    expect(fuseRankings([[neighbour('b')], [neighbour('a')]]).map(({ record }) => record.id)).toEqual([
      'a',
      'b',
    ]);
    expect(fuseRankings([[], []])).toEqual([]);
  });
});
