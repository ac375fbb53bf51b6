import { describe, expect, test } from 'vitest';
import type { Points } from '../../../services/analysis/points.ts';
import { selectRows } from '../../../services/analysis/points.ts';
import type { Nearest } from '../../../services/neighbours/best-rows.ts';
import { nearestIn, openSearch } from '../../../services/neighbours/search.ts';
import type { NeighbourSearch } from '../../../services/neighbours/search.ts';
import type { Queries } from '../../../services/neighbours/search-messages.ts';
import { directions, eighths, ranked, rowOf, type Scored } from './brute-force.ts';

/** More rows than a tile holds, and than a block of queries. */
const SEVERAL_TILES = 8_500;
const ALL_EQUAL: Points = { rows: 1_500, dimensions: 2, values: new Float32Array(3_000).fill(Math.SQRT1_2) };

function own(rows: number): { readonly own: Int32Array } {
  return { own: Int32Array.from({ length: rows }, (_, row) => row) };
}

function listOf({ k, neighbours, scores }: Nearest, query: number): Scored[] {
  return Array.from({ length: k }, (_, place) => ({
    row: neighbours[query * k + place] ?? -1,
    score: scores[query * k + place] ?? NaN,
  }));
}

async function searching<T>(points: Points, use: (search: NeighbourSearch) => Promise<T>): Promise<T> {
  const search = await openSearch(points);
  try {
    return await use(search);
  } finally {
    await search.close();
  }
}

async function pairsOf(search: NeighbourSearch, queries: Queries, threshold: number): Promise<number[][]> {
  const pairs: number[][] = [];
  for await (const { queries: at, rows, scores } of search.matches(queries, threshold)) {
    at.forEach((query, i) => pairs.push([query, rows[i] ?? -1, scores[i] ?? NaN]));
  }
  return pairs.sort(([a = 0, b = 0], [c = 0, d = 0]) => a - c || b - d);
}

describe('the nearest rows', () => {
  test.each([
    { rows: 1, k: 5 },
    { rows: 2, k: 1 },
    { rows: 2, k: 32 },
    { rows: 7, k: 6 },
    { rows: 33, k: 32 },
    { rows: 1_025, k: 3 },
    { rows: 2_047, k: 9 },
    { rows: 2_049, k: 4 },
  ])('are those of a comparison of all with all: $rows rows, $k asked for', async ({ rows, k }) => {
    const points = eighths(rows, 5, rows);
    const found = await searching(points, (search) => search.nearest(own(rows), k));
    const expected = own(rows).own.reduce<Scored[]>((lists, row) => {
      lists.push(...ranked(rowOf(points, row), points, row).slice(0, k));
      return lists;
    }, []);
    expect(found.k).toBe(Math.min(k, rows - 1));
    expect([...found.neighbours]).toEqual(expected.map(({ row }) => row));
    expect([...found.scores]).toEqual(expected.map(({ score }) => score));
  });

  test('are those of a comparison of all with all over several tiles, of other queries too', async () => {
    const points = eighths(SEVERAL_TILES, 4, 1);
    const queries = eighths(1_030, 4, 2);
    const rows = Int32Array.from({ length: 60 }, (_, i) => (i * 7_919) % SEVERAL_TILES);
    const [mine, others] = await searching(points, async (search) => [
      await search.nearest({ own: rows }, 40),
      await search.nearest({ vectors: queries.values }, 40),
    ]);
    rows.forEach((row, i) =>
      expect(listOf(mine, i)).toEqual(ranked(rowOf(points, row), points, row).slice(0, 40)),
    );
    for (let i = 0; i < queries.rows; i += 103) {
      expect(listOf(others, i)).toEqual(ranked(rowOf(queries, i), points).slice(0, 40));
    }
  });

  test('of equal vectors are the first rows but itself', async () => {
    const found = await searching(ALL_EQUAL, (search) => search.nearest(own(ALL_EQUAL.rows), 4));
    for (let row = 0; row < ALL_EQUAL.rows; row++) {
      const expected = [0, 1, 2, 3, 4].filter((other) => other !== row).slice(0, 4);
      expect(listOf(found, row)).toEqual(expected.map((other) => ({ row: other, score: 1 })));
    }
  });

  test('more than there are is all there are, sorted', async () => {
    const points = eighths(20, 3, 9);
    const found = await nearestIn(eighths(3, 3, 4), points, 1_000);
    expect(found.k).toBe(20);
    expect(listOf(found, 2)).toEqual(ranked(rowOf(eighths(3, 3, 4), 2), points));
  });

  test('of no queries, and among no points, are none', async () => {
    const none: Points = { rows: 0, dimensions: 3, values: new Float32Array() };
    expect(await nearestIn(none, eighths(5, 3, 1), 2)).toMatchObject({ k: 2, neighbours: new Int32Array() });
    expect(await nearestIn(eighths(5, 3, 1), none, 2)).toMatchObject({ k: 0, neighbours: new Int32Array() });
  });
});

describe('a score', () => {
  test('depends on its two vectors alone, to the bit: not on tile, block, place or direction', async () => {
    const kinds = directions(40, 384, 3);
    const kindOf = (row: number): number => (row * row) % 40;
    const points = selectRows(
      kinds,
      Array.from({ length: SEVERAL_TILES }, (_, row) => kindOf(row)),
    );
    const seen = new Map<number, number>();
    const differing: number[][] = [];
    const compare = (a: number, b: number, score: number): void => {
      const pair = Math.min(a, b) * 40 + Math.max(a, b);
      if (score !== (seen.get(pair) ?? score)) differing.push([a, b, score]);
      seen.set(pair, score);
    };
    await searching(points, async (search) => {
      for (const count of [1, 2, 3, 13, 65]) {
        const rows = Int32Array.from({ length: count }, (_, i) => (i * 5_003) % SEVERAL_TILES);
        for await (const found of search.matches({ own: rows }, -1)) {
          found.queries.forEach((query, i) =>
            compare(kindOf(rows[query] ?? 0), kindOf(found.rows[i] ?? 0), found.scores[i] ?? NaN),
          );
        }
      }
    });
    const few = await nearestIn(kinds, kinds, 40);
    few.neighbours.forEach((other, i) => compare(Math.floor(i / 40), other, few.scores[i] ?? NaN));
    expect(seen.size).toBe((40 * 41) / 2);
    expect(differing).toEqual([]);
  });

  test('of equal vectors is 1, and they come in the order of rows from every tile', async () => {
    const one = directions(1, 384, 5);
    const points = directions(SEVERAL_TILES, 384, 6);
    const copies = [3, 1_023, 1_024, 4_249, 4_250, 4_251, 8_191, 8_192, SEVERAL_TILES - 1];
    for (const row of copies) points.values.set(one.values, row * 384);
    const found = await searching(points, (search) => search.nearest({ own: Int32Array.from(copies) }, 5));
    copies.forEach((copy, i) => {
      const expected = copies.filter((row) => row !== copy).slice(0, 5);
      expect(listOf(found, i)).toEqual(expected.map((row) => ({ row, score: 1 })));
    });
  });
});

describe('all rows above a threshold', () => {
  test.each([-1, 0, 0.0625, 0.25, 1])(
    'are those that a comparison of all with all finds, each once: %f',
    async (threshold) => {
      const points = eighths(300, 4, 8);
      const found = await searching(points, (search) => pairsOf(search, own(300), threshold));
      const expected = Array.from({ length: 300 }, (_, row) =>
        ranked(rowOf(points, row), points, row)
          .filter(({ score }) => score >= threshold)
          .sort((a, b) => a.row - b.row)
          .map(({ row: other, score }) => [row, other, score]),
      );
      expect(found).toEqual(expected.flat());
    },
  );

  test('are found in every tile and for queries of another set, however many match', async () => {
    const points = eighths(SEVERAL_TILES, 2, 3);
    const queries = eighths(300, 2, 4);
    const counts = new Array<number>(300).fill(0);
    await searching(points, async (search) => {
      for await (const found of search.matches({ vectors: queries.values }, 0.05)) {
        for (const query of found.queries) counts[query] = (counts[query] ?? 0) + 1;
        expect(Math.min(...found.scores.slice(0, 1_000))).toBeGreaterThanOrEqual(0.05);
      }
    });
    for (let query = 0; query < 300; query += 29) {
      const expected = ranked(rowOf(queries, query), points).filter(({ score }) => score >= 0.05);
      expect(counts[query]).toBe(expected.length);
    }
  });

  test('at 1 are the equal ones', async () => {
    const points = directions(50, 384, 2);
    points.values.set(rowOf(points, 7), 30 * 384);
    const found = await searching(points, (search) => pairsOf(search, own(50), 1));
    expect(found).toEqual([
      [7, 30, 1],
      [30, 7, 1],
    ]);
  });
});

describe('a search', () => {
  test('ends between two blocks when it is cancelled, and the next one is answered', async () => {
    const points = eighths(3_000, 4, 5);
    await searching(points, async (search) => {
      const stop = new AbortController();
      const done: number[] = [];
      const onProgress = (rows: number): void => {
        done.push(rows);
        stop.abort();
      };
      const cancelled = search.nearest(own(3_000), 3, { signal: stop.signal, onProgress });
      await expect(cancelled).rejects.toMatchObject({ code: 'cancelled' });
      expect(done).toEqual([1_024]);
      const pieces = search.matches(own(3_000), 0, { signal: stop.signal });
      await expect(pieces.next()).rejects.toMatchObject({ code: 'cancelled' });
      expect((await search.nearest({ own: Int32Array.of(5) }, 3)).neighbours).toHaveLength(3);
    });
  });

  test('gives the same on vectors in shared memory', async () => {
    const points = eighths(SEVERAL_TILES, 3, 5);
    const values = new Float32Array(new SharedArrayBuffer(points.values.byteLength));
    values.set(points.values);
    const rows = { own: Int32Array.of(0, 4_250, 8_499) };
    const copied = await searching(points, (search) => search.nearest(rows, 20));
    expect(await searching({ ...points, values }, (search) => search.nearest(rows, 20))).toEqual(copied);
  });

  test('leaves the vectors with the caller', async () => {
    const points = eighths(10, 3, 5);
    await nearestIn(points, points, 2);
    expect(points.values).toHaveLength(30);
  });
});
