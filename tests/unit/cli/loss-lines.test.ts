import { describe, expect, test } from 'vitest';
import type { LossTable } from '../../../schemas/curation/duplicate-loss.ts';
import { lossLines } from '../../../services/cli/print/loss-lines.ts';

const tableOf = (groups: readonly [string | null, number, number][], further = 0): LossTable => ({
  groups: groups.map(([name, rows, dropped]) => ({
    name,
    rows,
    dropped,
    share: dropped / rows,
    exact: 0,
    near: dropped,
    near_share: dropped / rows,
  })),
  further,
  further_rows: further,
  further_dropped: 0,
});

describe('the lines of what sources lose', () => {
  test('are those that lose something, and say how many others there are', () => {
    const lines = lossLines(
      'source',
      tableOf(
        [
          ['a\u001b[31m', 1_000, 250],
          [null, 10, 1],
          ['c', 5, 0],
        ],
        3,
      ),
    );
    expect(lines).toEqual([
      '  source        rows  dropped  share  near',
      '  a[31m        1,000      250    25%   250',
      '  (no source)     10        1    10%     1',
      '  4 others lose less or nothing',
    ]);
  });

  test('are none where there is one group alone, or nothing is lost', () => {
    expect(lossLines('source', tableOf([[null, 10, 5]]))).toEqual([]);
    expect(
      lossLines(
        'source',
        tableOf([
          ['a', 10, 0],
          ['b', 10, 0],
        ]),
      ),
    ).toEqual([]);
  });
});
