import { describe, expect, test } from 'vitest';
import { KindredError } from '../../../../schemas/errors.ts';
import type { Drop } from '../../../../services/curation/deduplicate/leader.ts';
import { assertLoss } from '../../../../services/curation/deduplicate/loss-guard.ts';
import { GroupColumn, lossReport } from '../../../../services/curation/deduplicate/losses.ts';
import { RowTexts } from '../../../../services/curation/deduplicate/row-texts.ts';

type Reason = Drop['reason'];

/** What becomes of a row: it stays, or goes for one of the reasons. */
interface PlannedRow {
  readonly source?: string;
  readonly kind?: string;
  readonly own?: boolean;
  readonly drop?: Reason;
}

function planned(rows: readonly PlannedRow[]) {
  const [sources, kinds] = [new GroupColumn(), new GroupColumn()];
  for (const { source, kind } of rows) {
    sources.add(source ?? null);
    kinds.add(kind ?? null);
  }
  const drops = rows.flatMap(({ drop }, row): Drop[] =>
    drop === undefined ? [] : [{ row, keptRow: 0, reason: drop, pair: null }],
  );
  const texts = new RowTexts((row) => ({ instruction: `Say ${row} aloud, please`, input: '' }));
  const own = Uint8Array.from(rows, (row) => Number(row.own ?? true));
  return { rows: { own, sources, kinds, texts }, drops };
}

const times = (count: number, row: PlannedRow): PlannedRow[] => Array.from({ length: count }, () => row);

function refusal(rows: readonly PlannedRow[], maxLoss: number | null = 0.5): string | null {
  return refusalOf(rows, maxLoss)?.message ?? null;
}

function refusalOf(
  rows: readonly PlannedRow[],
  maxLoss: number | null,
  against: string | null = null,
): KindredError | null {
  const plan = planned(rows);
  const operation = { max_loss: maxLoss, jaccard_threshold: 0.7, against };
  try {
    assertLoss(plan.rows, plan.drops, operation, 0.9);
    return null;
  } catch (error) {
    if (!(error instanceof KindredError) || error.code !== 'loss_above_limit') throw error;
    expect(error.field).toBe('max_loss');
    return error;
  }
}

describe('the loss of each source and kind of work', () => {
  test('counts rows, drops and shares, those that lose most first, and rows without a source as a group', () => {
    const { rows, drops } = planned([
      ...times(6, { source: 'a' }),
      ...times(2, { source: 'a', drop: 'exact' }),
      ...times(1, { source: 'b' }),
      ...times(2, { source: 'b', drop: 'lexical' }),
      ...times(1, { source: 'b', drop: 'exact' }),
      ...times(5, {}),
    ]);
    expect(lossReport(rows, drops)).toEqual({
      by_source: {
        groups: [
          { name: 'b', rows: 4, dropped: 3, share: 0.75, exact: 1, near: 2, near_share: 0.6667 },
          { name: 'a', rows: 8, dropped: 2, share: 0.25, exact: 2, near: 0, near_share: 0 },
          { name: null, rows: 5, dropped: 0, share: 0, exact: 0, near: 0, near_share: 0 },
        ],
        further: 0,
        further_rows: 0,
        further_dropped: 0,
      },
      by_kind: { groups: [], further: 0, further_rows: 0, further_dropped: 0 },
    });
  });

  test('lists 50 at most, and counts what it leaves out', () => {
    const { rows, drops } = planned(
      Array.from({ length: 60 }, (_, at) => [
        { source: `s${at}`, kind: `k${at % 2}`, drop: 'lexical' as const },
        { source: `s${at}` },
      ]).flat(),
    );
    const { by_source, by_kind } = lossReport(rows, drops);
    expect(by_source.groups).toHaveLength(50);
    expect([by_source.further, by_source.further_rows, by_source.further_dropped]).toEqual([10, 20, 10]);
    expect(by_kind.groups.map(({ name, rows: all, dropped }) => [name, all, dropped])).toEqual([
      ['k0', 30, 30],
      ['k1', 30, 30],
      [null, 60, 0],
    ]);
  });

  test('leaves out the rows of the corpus that is only compared with', () => {
    const { rows, drops } = planned([...times(3, { source: 'a' }), ...times(9, { source: 'z', own: false })]);
    expect(lossReport(rows, drops).by_source.groups.map(({ name }) => name)).toEqual(['a']);
  });
});

describe('the guard of losses', () => {
  test('stops where a source of 20 rows would lose more than the limit as near copies and paraphrases', () => {
    const rows = [
      ...times(90, { source: 'first' }),
      ...times(9, { source: 'second' }),
      ...times(7, { source: 'second', drop: 'paraphrase' }),
      ...times(4, { source: 'second', drop: 'lexical' }),
    ];
    const message = refusal(rows) ?? '';
    expect(message).toContain("The source 'second' would lose 11 of 20 rows (55.0 %)");
    expect(message).toContain('Say [-99-] {+0+} aloud');
    expect(message).toContain('--max-loss 0.9');
    expect(message).toContain('--max-loss off');
    expect(refusal(rows, 0.55)).toBeNull();
    expect(refusal(rows, null)).toBeNull();
  });

  test('tells a log the counts, and neither texts nor names of rows', () => {
    const logged = refusalOf(times(20, { source: 'second', drop: 'lexical' }), 0.5)?.logged;
    expect(logged).toContain('A source would lose 20 of 20 rows (100.0 %)');
    expect(logged).not.toMatch(/aloud|second/);
  });

  test('lets a source of fewer rows go', () => {
    expect(refusal(times(19, { source: 'a', drop: 'lexical' }))).toBeNull();
    expect(refusal(times(20, { source: 'a', drop: 'lexical' }))).not.toBeNull();
  });

  test('lets a source go that is a copy of another to the letter', () => {
    expect(refusal([...times(50, { source: 'a' }), ...times(50, { source: 'b', drop: 'exact' })])).toBeNull();
  });

  test('goes by what is left without exact copies, which would hide a loss among many rows', () => {
    const rows = (stay: number) => [
      ...times(stay, { source: 'a' }),
      ...times(100, { source: 'a', drop: 'exact' }),
      ...times(20, { source: 'a', drop: 'paraphrase' }),
    ];
    expect(refusal(rows(10))).toContain(
      '20 of 30 rows (66.7 %) as near copies and paraphrases, beside 100 exact copies',
    );
    expect(refusal(rows(20))).toBeNull();
  });

  test('tells one exact copy in the singular', () => {
    const near = times(20, { source: 'a', drop: 'paraphrase' });
    expect(refusal([...near, ...times(1, { source: 'a', drop: 'exact' })])).toContain('beside 1 exact copy:');
  });

  test('watches kinds of work, and rows without a source, and names what else is above the limit', () => {
    expect(
      refusal([
        ...times(5, { kind: 'add' }),
        ...times(15, { kind: 'add', drop: 'lexical' }),
        ...times(40, {}),
      ]),
    ).toMatch(/^The kind of work 'add' would lose 15 of 20 rows/);
    const all = refusal([
      ...times(30, { kind: 'add', drop: 'lexical' }),
      ...times(10, { kind: 'sum', source: 'a' }),
    ]);
    expect(all).toMatch(/^Rows without a source would lose 30 of 30/);
    expect(all).toContain("So would: The kind of work 'add' (100.0 %).");
  });

  test('stays short whatever sources are called and however long the rows are', () => {
    const rows = Array.from({ length: 40 }, (_, at) =>
      times(25, { source: `${at} ${'x'.repeat(5_000)}`, drop: 'lexical' }),
    ).flat();
    expect((refusal(rows) ?? '').length).toBeLessThan(2_000);
  });
});

test('a loss to another corpus names no options that are refused with it', () => {
  const rows = [...times(5, { source: 'a' }), ...times(20, { source: 'a', drop: 'lexical' as const })];
  expect(refusalOf(rows, 0.5)?.message).toContain('keep and rank_by decide');
  expect(refusalOf(rows, 0.5, 'bench')?.message).not.toContain('rank_by');
});
