import { describe, expect, it } from 'vitest';
import { whatGoes, type Kept } from '../../../services/api/jobs/retention.ts';

const HOUR = 3_600_000;
const NOW = 1_000 * HOUR;

function kept(id: string, hoursAgo: number, bytes: number, hoursLeft = 100): Kept {
  const kind = id.startsWith('graph') ? 'graph' : 'result';
  return { kind, id, bytes, usedAt: NOW - hoursAgo * HOUR, until: NOW + hoursLeft * HOUR };
}

const idsOf = (all: readonly Kept[], maxBytes: number): string[] =>
  whatGoes(all, maxBytes, NOW).map(({ id }) => id);

describe('of results and graphs', () => {
  it('stays what is neither over its time nor above the limit', () => {
    expect(idsOf([kept('a', 2, 50), kept('graph-b', 3, 50)], 100)).toEqual([]);
  });

  it('goes what is over its time, to the millisecond, however small', () => {
    const last = { ...kept('a', 2, 1), until: NOW + 1 };
    expect(idsOf([last, kept('b', 2, 1, 0)], 100)).toEqual(['b']);
  });

  it('go above the limit the graphs first and then the results, those used longest ago first, and no more than must', () => {
    const all = [kept('new', 2, 40), kept('old', 9, 40), kept('graph-new', 3, 30), kept('graph-old', 8, 30)];
    expect(idsOf(all, 110)).toEqual(['graph-old']);
    expect(idsOf(all, 80)).toEqual(['graph-old', 'graph-new']);
    expect(idsOf(all, 79)).toEqual(['graph-old', 'graph-new', 'old']);
  });

  it('stays what was used within the hour, whatever the limit', () => {
    expect(idsOf([kept('a', 0.9, 1_000), kept('b', 2, 1_000)], 10)).toEqual(['b']);
  });
});
