import { describe, expect, it } from 'vitest';
import type { DropDecision, DropLine } from '../../../../schemas/curation/duplicate-decisions.ts';
import type { Decided } from '../../../../services/curation/deduplicate/decisions.ts';
import { settleDrops, type SettledDrops } from '../../../../services/curation/deduplicate/settle-drops.ts';

const WHO = { by: 'anna', key: 'k', at: '2027-01-31T12:00:00.000Z' };
const drop = (id: string, duplicateOf: string, rest: Partial<DropLine> = {}): DropLine => ({
  ...{ id, duplicate_of: duplicateOf, reason: 'paraphrase', content: 0.92, task: 1, lexical: 0.4 },
  ...{ chance: null, source: null, kept_source: null },
  ...rest,
});
/** Three rows that were dropped for `a`, and one for `x`. */
const DROPS = [drop('b', 'a'), drop('c', 'a', { content: 0.97 }), drop('d', 'a'), drop('y', 'x')];

function settled(
  decisions: readonly (readonly [string, DropDecision])[],
  { threshold = null, drops = DROPS }: { threshold?: number | null; drops?: readonly DropLine[] } = {},
): Promise<SettledDrops> {
  const decided: Decided = {
    byId: new Map(decisions.map(([id, decision]) => [id, { decision, ...WHO }])),
    threshold: threshold === null ? null : { threshold, ...WHO },
  };
  // eslint-disable-next-line @typescript-eslint/require-await -- a file is read where this list stands.
  return settleDrops(async function* () {
    yield* drops;
  }, decided);
}

/** Which rows go, and which row each of them names. */
async function gone(asked: Promise<SettledDrops>): Promise<Record<string, string | null>> {
  const { changes, counts } = await asked;
  const marks = new Map<string, { keep: boolean; duplicate_of: string | null }>(
    DROPS.map(({ id, duplicate_of }) => [id, { keep: false, duplicate_of }]),
  );
  for (const [id, { keep, duplicate_of: kept }] of changes) {
    const before = marks.get(id) ?? { keep: true, duplicate_of: null };
    marks.set(id, {
      keep: keep ?? before.keep,
      duplicate_of: kept === undefined ? before.duplicate_of : kept,
    });
  }
  const left = [...marks].filter(([, { keep }]) => !keep);
  expect(counts).toMatchObject({ drops: DROPS.length, left_out: left.length });
  return Object.fromEntries(left.map(([id, { duplicate_of: kept }]) => [id, kept]));
}

describe('decisions on drops', () => {
  it('change nothing where there are none, or where they confirm', async () => {
    const asTheJobSays = { b: 'a', c: 'a', d: 'a', y: 'x' };
    expect(await gone(settled([]))).toEqual(asTheJobSays);
    expect(await gone(settled([['b', 'same']]))).toEqual(asTheJobSays);
  });

  it('`different` keeps both rows, and those beside it go as before', async () => {
    expect(await gone(settled([['b', 'different']]))).toEqual({ c: 'a', d: 'a', y: 'x' });
  });

  it('`swap` exchanges which row stays, also for the others that were dropped for the same one', async () => {
    expect(await gone(settled([['b', 'swap']]))).toEqual({ a: 'b', c: 'b', d: 'b', y: 'x' });
  });

  it('the last of several swaps holds, and one row stays', async () => {
    const swaps = settled([
      ['b', 'swap'],
      ['c', 'swap'],
    ]);
    expect(await gone(swaps)).toEqual({ a: 'c', b: 'c', d: 'c', y: 'x' });
    expect((await swaps).counts).toMatchObject({ swap: 1, same: 1 });
  });

  it('a raised threshold keeps rows that it would not drop, unless somebody decided', async () => {
    expect(await gone(settled([['y', 'same']], { threshold: 0.95 }))).toEqual({ c: 'a', y: 'x' });
    expect((await settled([['y', 'same']], { threshold: 0.95 })).counts).toMatchObject({
      by_threshold: 2,
      same: 1,
    });
  });

  it('a raised threshold asks less of pairs that were read, and nothing of near and exact copies', async () => {
    const drops = [
      drop('read', 'a', { content: 0.86, chance: 0.9 }),
      drop('unlike', 'a', { content: 0.84, chance: 0.9 }),
      drop('letters', 'a', { content: 0.7, reason: 'lexical' }),
      drop('exact', 'a', { content: 0.7, reason: 'exact' }),
    ];
    const { changes, counts } = await settled([], { threshold: 0.95, drops });
    expect([...changes.keys()]).toEqual(['unlike']);
    expect(counts.left_out).toBe(3);
  });

  it('say in the mark who decided and when', async () => {
    const { changes } = await settled([['b', 'swap']]);
    const said = { decision: 'swap', decided_by: 'anna', decided_at: WHO.at };
    expect(changes.get('b')).toMatchObject({ ...said, keep: true, reason: null, content: null });
    expect(changes.get('a')).toMatchObject({ ...said, keep: false, reason: 'paraphrase', content: 0.92 });
    expect(changes.get('c')).toMatchObject({ decision: null, decided_by: null });
  });
});
