import { describe, expect, it } from 'vitest';
import { afterSwaps } from '../../../services/web/duplicates/after-swaps.ts';
import type { Pair } from '../../../services/web/duplicates/pair.ts';

const content = (instruction: string) => ({ instruction, input: '', output: '' });

function dropped(id: string, keptId: string, decision: Pair['decision'] = null, at?: string): Pair {
  return {
    ...{ id, duplicate_of: keptId, reason: 'lexical', content: 1, lexical: 1, chance: null },
    ...{ source: `from ${id}`, kept_source: `from ${keptId}`, decision },
    ...{ dropped: content(id), kept: content(keptId) },
    decided: at === undefined ? null : { by: 'ann', at },
  } as unknown as Pair;
}

const none = new Map<string, Pair['decision']>();

describe('pairs after a swap', () => {
  it('name the row that stays now, with its words and its source, but not the swapped pair itself', () => {
    const pairs = [dropped('b', 'a', 'swap', '2026-01-01'), dropped('c', 'a'), dropped('y', 'x')];
    const [swapped, other, apart] = afterSwaps(pairs, none);
    expect([swapped, apart]).toEqual([pairs[0], pairs[2]]);
    expect(other).toMatchObject({ duplicate_of: 'b', kept: content('b'), kept_source: 'from b' });
    expect(other?.isAfterSwap).toBe(true);
  });

  it('go by the last of several swaps for one row: the others are the same', () => {
    const kept = [dropped('b', 'a', 'swap', '2026-01-02'), dropped('c', 'a', 'swap', '2026-01-01')];
    expect(afterSwaps(kept, none)[1]).toMatchObject({ decision: 'same', duplicate_of: 'b' });
    const here = [
      dropped('b', 'a', 'swap'),
      dropped('c', 'a', 'swap'),
      dropped('d', 'a', 'swap', '2030-01-01'),
    ];
    const made = new Map([
      ['c', 'swap'],
      ['b', 'swap'],
    ] as const);
    expect(afterSwaps(here, made).map(({ decision }) => decision)).toEqual(['swap', 'same', 'same']);
  });

  it('stay as they are where nothing was swapped', () => {
    const pairs = [dropped('b', 'a', 'same'), dropped('c', 'a')];
    expect(afterSwaps(pairs, none)).toBe(pairs);
  });
});
