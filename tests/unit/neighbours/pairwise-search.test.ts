import { expect, test } from 'vitest';
import type { Points } from '../../../services/analysis/points.ts';
import type { Nearest } from '../../../services/neighbours/best-rows.ts';
import { openPairwise } from '../../../services/neighbours/pairwise-threads.ts';
import { openSearch } from '../../../services/neighbours/search.ts';
import { rangesOf } from '../../../services/neighbours/tiles.ts';
import { directions, eighths } from './brute-force.ts';

/** Neighbours of the rows from `from` on, in ranges of `size` rows, one after the other. */
async function inTurn(points: Points, k: number, from: number, size: number): Promise<Nearest> {
  const search = await openPairwise(points, k, from);
  const neighbours: number[] = [];
  const scores: number[] = [];
  for (const range of rangesOf({ begin: from, end: points.rows }, size)) {
    const found = await search.nearest(range);
    neighbours.push(...found.neighbours);
    scores.push(...found.scores);
  }
  await search.close();
  return { k, neighbours: Int32Array.from(neighbours), scores: Float32Array.from(scores) };
}

async function expectAsAskedRowByRow(points: Points, k: number, from: number, size: number): Promise<void> {
  const own = Int32Array.from({ length: points.rows - from }, (_, at) => from + at);
  const search = await openSearch(points);
  const expected = await search.nearest({ own }, k);
  await search.close();
  expect(await inTurn(points, k, from, size)).toEqual(expected);
}

test.each([
  { rows: 2, k: 1, from: 0, size: 1 },
  { rows: 33, k: 32, from: 0, size: 7 },
  { rows: 300, k: 5, from: 299, size: 256 },
  { rows: 2_049, k: 9, from: 0, size: 1_024 },
  { rows: 2_600, k: 9, from: 1_024, size: 1_024 },
])(
  'pairs compared once give what asking row by row gives, ties too: $rows rows, $k asked for, from $from',
  ({ rows, k, from, size }) => expectAsAskedRowByRow(eighths(rows, 5, rows), k, from, size),
);

test('over several tiles it is the same to the bit, from the first row on and from a later one', async () => {
  const points = directions(8_700, 48, 3);
  await expectAsAskedRowByRow(points, 32, 0, 1_024);
  await expectAsAskedRowByRow(points, 4, 3_072, 1_024);
});

test('of equal vectors the neighbours are the first rows but itself', async () => {
  const points = { rows: 700, dimensions: 2, values: new Float32Array(1_400).fill(Math.SQRT1_2) };
  await expectAsAskedRowByRow(points, 4, 0, 300);
  await expectAsAskedRowByRow(points, 4, 600, 50);
});
