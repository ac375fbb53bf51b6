import { describe, expect, test } from 'vitest';
import { selectRows, type Points } from '../../../services/analysis/points.ts';
import type { StoredGraph } from '../../../services/neighbours/graph-files.ts';
import type { KnnGraph } from '../../../services/neighbours/knn-graph.ts';
import { openSearch, type SearchOptions } from '../../../services/neighbours/search.ts';
import { isCheap, rowChange, updateGraph } from '../../../services/neighbours/update-graph.ts';
import { randomIndex, seededRandom } from '../../../services/runtime/seeded-random.ts';
import { directions, eighths } from './brute-force.ts';

/** Ids of some of all rows, and their vectors. */
interface Rows {
  readonly ids: readonly string[];
  readonly points: Points;
}

function some(all: Points, keep: (row: number) => boolean): Rows {
  const rows = [...Array(all.rows).keys()].filter(keep);
  return { ids: rows.map((row) => `id ${row}`), points: selectRows(all, rows) };
}

async function built({ points }: Rows, k: number): Promise<KnnGraph> {
  const search = await openSearch(points);
  const own = Int32Array.from({ length: points.rows }, (_, row) => row);
  const nearest = await search.nearest({ own }, k);
  await search.close();
  return { rows: points.rows, ...nearest };
}

async function updated(old: StoredGraph, rows: Rows, options?: SearchOptions): Promise<KnnGraph> {
  const change = rowChange(old, rows.ids);
  if (change === null) throw new Error('the order has changed');
  const search = await openSearch(rows.points);
  try {
    return await updateGraph(old.graph, change, rows.points, search, options);
  } finally {
    await search.close();
  }
}

describe('an updated graph', () => {
  test.each([
    { name: 'rows came and went', all: eighths(400, 4, 1), gone: 0.1, fresh: 0.1, k: 7 },
    { name: 'rows came', all: eighths(400, 4, 2), gone: 0, fresh: 0.3, k: 7 },
    { name: 'rows went', all: eighths(400, 4, 3), gone: 0.3, fresh: 0, k: 7 },
    { name: 'one neighbour a row', all: eighths(300, 3, 4), gone: 0.2, fresh: 0.2, k: 1 },
    { name: 'nearly all rows are neighbours', all: eighths(60, 5, 5), gone: 0.1, fresh: 0.1, k: 40 },
    { name: 'all rows are equal', all: eighths(200, 1, 6), gone: 0.1, fresh: 0.2, k: 12 },
    { name: 'real directions', all: directions(500, 384, 7), gone: 0.1, fresh: 0.1, k: 32 },
    { name: 'nothing changed', all: eighths(100, 4, 8), gone: 0, fresh: 0, k: 5 },
    { name: 'nearly all rows are new', all: eighths(200, 4, 9), gone: 0, fresh: 0.9, k: 5 },
  ])('is the graph built from scratch: $name', async ({ all, gone, fresh, k }) => {
    const random = seededRandom(k);
    const draws = Array.from({ length: all.rows }, () => random());
    const before = some(all, (row) => (draws[row] ?? 0) >= fresh);
    const after = some(all, (row) => (draws[row] ?? 0) < 1 - gone);
    const old = { ids: before.ids, graph: await built(before, k) };
    expect(await updated(old, after)).toEqual(await built(after, k));
  });

  test('is the graph built from scratch after many small changes, one upon another', async () => {
    const all = eighths(300, 3, 10);
    const random = seededRandom(3);
    const present = Array.from({ length: all.rows }, (_, row) => row % 3 !== 0);
    let rows = some(all, (row) => present[row] === true);
    let graph = await built(rows, 6);
    for (let step = 0; step < 6; step++) {
      for (let i = 0; i < 10; i++) {
        const row = randomIndex(random, all.rows);
        present[row] = present[row] !== true;
      }
      const next = some(all, (row) => present[row] === true);
      graph = await updated({ ids: rows.ids, graph }, next);
      rows = next;
    }
    expect(graph).toEqual(await built(rows, 6));
  });

  test('searches for new rows and for rows that lost a neighbour, and no others', async () => {
    const all = directions(1_000, 16, 1);
    const before = some(all, (row) => row !== 500);
    const after = some(all, (row) => row !== 20);
    const old = { ids: before.ids, graph: await built(before, 4) };
    const change = rowChange(old, after.ids);
    const losers = old.graph.neighbours.reduce((count, row) => count + (row === 20 ? 1 : 0), 0);
    expect(change?.added).toEqual(Int32Array.of(499));
    expect(change?.searched).toHaveLength(losers + 1);
  });

  test('stops when it is cancelled', async () => {
    const all = eighths(50, 3, 1);
    const rows = some(all, (row) => row < 49);
    const old = { ids: rows.ids, graph: await built(rows, 3) };
    const options = { signal: AbortSignal.abort() };
    await expect(
      updated(
        old,
        some(all, () => true),
        options,
      ),
    ).rejects.toMatchObject({ code: 'cancelled' });
  });
});

describe('an update', () => {
  test('is none when rows have changed places, which equal scores follow', async () => {
    const rows = some(eighths(10, 3, 1), () => true);
    const old = { ids: rows.ids, graph: await built(rows, 3) };
    expect(rowChange(old, [...rows.ids].reverse())).toBeNull();
  });

  test('is not cheap when most rows are new', async () => {
    const rows = some(eighths(100, 3, 1), () => true);
    const old = { ids: rows.ids, graph: await built(rows, 3) };
    const cheapWith = (fresh: number): boolean => {
      const ids = [...rows.ids, ...Array.from({ length: fresh }, (_, at) => `new ${at}`)];
      const change = rowChange(old, ids);
      return change !== null && isCheap(change, ids.length, 1 / 2);
    };
    expect([0, 10, 30, 40, 300].map(cheapWith)).toEqual([true, true, true, false, false]);
  });
});
