import { describe, expect, test } from 'vitest';
import { keepOrder, drawnOrder } from '../../../../services/curation/deduplicate/keep-order.ts';
import {
  dropDuplicates,
  type Drop,
  type LeaderOptions,
} from '../../../../services/curation/deduplicate/leader.ts';
import { comparePair } from '../../../../services/curation/deduplicate/pairs.ts';
import { compared, randomRows, row, type Compared } from './random-rows.ts';

function dropsOf({ rows, groups, pairs }: Compared, options: Partial<LeaderOptions> = {}): Promise<Drop[]> {
  const order = keepOrder(rows.identities.rows, []);
  return dropDuplicates(rows, groups, pairs, {
    threshold: 0.9,
    jaccardThreshold: 0.7,
    order,
    ...options,
  });
}

/** What the promise says about a dropped row, computed from the rows themselves. */
function expectPromise({ rows, groups }: Compared, drops: readonly Drop[], options: LeaderOptions): void {
  const dropped = new Set(drops.map((drop) => drop.row));
  expect(dropped.size).toBe(drops.length);
  for (const { row: at, keptRow, reason } of drops) {
    expect(dropped).not.toContain(keptRow);
    const { request, answer } = rows.identities;
    if (reason === 'exact') {
      expect(request[at]).toBe(request[keptRow]);
      expect([-1, answer[keptRow]]).toContain(answer[at]);
      continue;
    }
    const pair = comparePair(rows, at, keptRow);
    expect(pair.verdict).toBe('same');
    expect(groups.contradicted[at]).toBe(0);
    const score = reason === 'lexical' ? pair.lexical : pair.content;
    expect(score).toBeGreaterThanOrEqual(
      (reason === 'lexical' ? options.jaccardThreshold : options.threshold) - 1e-6,
    );
  }
}

/** The leader algorithm as it is defined: goes through the rows in order, and compares each with all rows kept so far. */
function leaderByHand(
  { rows, groups }: Compared,
  { order, threshold, jaccardThreshold }: LeaderOptions,
): Set<number> {
  const { request, answer, setting } = rows.identities;
  const kept: number[] = [];
  const dropped = new Set<number>();
  for (const at of order) {
    const isCopy = kept.some(
      (one) => request[one] === request[at] && (answer[at] === -1 || answer[one] === answer[at]),
    );
    const isNear = (one: number): boolean => {
      if (request[one] === request[at] || setting[one] !== setting[at]) return false;
      const pair = comparePair(rows, at, one);
      const least = pair.more > 0 ? Math.max(threshold, 0.9) : threshold;
      return pair.verdict === 'same' && (pair.content >= least || pair.lexical >= jaccardThreshold);
    };
    if (isCopy || (groups.contradicted[at] === 0 && kept.some(isNear))) dropped.add(at);
    else kept.push(at);
  }
  return dropped;
}

describe.each([1, 2, 3, 4, 5, 6])('random rows, seed %i', (seed) => {
  const comparing = compared(randomRows(60, seed), { k: seed % 2 === 0 ? 3 : 200 });

  test.each([0, 0.5, 0.9, 1])(
    'every dropped row names a kept row at or above the threshold %d, and the rows are those of the leader algorithm',
    async (threshold) => {
      const rows = await comparing;
      const order = drawnOrder(60, seed);
      // Pairs below the floor may be missed: nothing is promised about them.
      const options = { threshold: Math.max(threshold, 0.2), jaccardThreshold: 0.7, order };
      const drops = await dropsOf(rows, options);
      expectPromise(rows, drops, options);
      expect(new Set(drops.map((drop) => drop.row))).toEqual(leaderByHand(rows, options));
    },
  );
});

test('of rows that are all equal the first in the order stays, whatever the number of neighbours', async () => {
  const rows = await compared(
    Array.from({ length: 50 }, () => row('Write a poem')),
    { k: 4 },
  );
  const drops = await dropsOf(rows, { order: drawnOrder(50, 9) });
  expect(drops).toHaveLength(49);
  expect(new Set(drops.map(({ keptRow }) => keptRow))).toEqual(new Set([drawnOrder(50, 9)[0]]));
  expect(new Set(drops.map(({ reason }) => reason))).toEqual(new Set(['exact']));
});

test('rows of which one is none, and of which there is one, are kept', async () => {
  expect(await dropsOf(await compared([]))).toEqual([]);
  expect(await dropsOf(await compared([row('Write a poem')]))).toEqual([]);
});

test('rows with the same instruction and different answers are both kept', async () => {
  const rows = await compared([row('Is it so?', 'yes'), row('is it so', 'no'), row('Is it so?', 'Yes.')]);
  expect((await dropsOf(rows, { threshold: -1 })).map(({ row: at, keptRow }) => [at, keptRow])).toEqual([
    [2, 0],
  ]);
  expect([...rows.groups.contradicted]).toEqual([1, 1, 1]);
});

test('rows after other turns or under another system text are no duplicates', async () => {
  const first = row('Go on.');
  const rows = await compared([
    first,
    { ...first, system: 'Be brief.' },
    { ...first, history: [{ role: 'user', content: 'Hi' }] },
  ]);
  expect(await dropsOf(rows, { threshold: -1 })).toEqual([]);
});

test('against other rows, these stay as they are and the others are compared with them alone', async () => {
  const rows = await compared([
    row('Write a poem'),
    row('Write a poem'),
    row('Write a poem!'),
    row('Sing'),
    row('Sing'),
  ]);
  const fixed = Uint8Array.from([1, 1, 0, 0, 0]);
  expect((await dropsOf(rows, { fixed, threshold: 1 })).map(({ row: at, keptRow }) => [at, keptRow])).toEqual(
    [[2, 0]],
  );
});

describe('rows of thousands of words', () => {
  const long = Array.from({ length: 2_500 }, (_, at) => `word${at}x`).join(' ');

  test.each([
    ['a term at the end', `Explain this: ${long} cats`, `Explain this: ${long} dogs`],
    ['what is asked at the end', `${long}. Summarize it.`, `${long}. Translate it.`],
    ['a sentence more at the end', `Explain this: ${long}`, `Explain this: ${long} and then they left`],
  ])('are no duplicates when they differ in %s', async (_, one, other) => {
    expect(await dropsOf(await compared([row(one), row(other)], { spread: 0 }))).toEqual([]);
  });

  test('are duplicates when they differ in case and marks only', async () => {
    const drops = await dropsOf(await compared([row(`Explain ${long}.`), row(`explain ${long}`, 'no')]));
    expect(drops).toHaveLength(0);
    expect(await dropsOf(await compared([row(`Explain ${long}.`), row(`explain ${long}`)]))).toMatchObject([
      { reason: 'exact' },
    ]);
  });
});
