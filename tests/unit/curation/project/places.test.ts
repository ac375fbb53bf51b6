import { describe, expect, it } from 'vitest';
import { MAP_SIDE } from '../../../../schemas/map-file.ts';
import { landmarkRows, placeAmong } from '../../../../services/curation/project/landmarks.ts';
import { toMapPlaces } from '../../../../services/curation/project/map-places.ts';
import { keptByChance, neighboursKept } from '../../../../services/curation/project/neighbours-kept.ts';
import { placeRows } from '../../../../services/curation/project/place-rows.ts';
import { turnedTowards } from '../../../../services/curation/project/procrustes.ts';
import { seededRandom } from '../../../../services/runtime/seeded-random.ts';
import { at } from '../../../../services/runtime/at.ts';
import { exactGraph } from '../exact-graph.ts';
import { planted } from '../group-tasks/planted.ts';

const ROWS = 600;
const LANDMARKS = 150;
const { points, kinds } = planted(ROWS, 8, 0.7, 5);
const ids = Array.from(
  { length: ROWS },
  (_, row) => `00000000-0000-5000-8000-${String(row).padStart(12, '0')}`,
);
const graph = exactGraph(points, 15);
const signal = new AbortController().signal;

/** Places the planted rows, all by UMAP or the most of them among landmarks. */
async function placed(most: number, seed = 42): Promise<Float64Array> {
  const context = {
    signal,
    report: () => undefined,
    graphs: { graphOf: () => Promise.resolve(graph) },
  } as unknown as Parameters<typeof placeRows>[1];
  const landmarks = landmarkRows(ids, most, seed);
  const of = { corpora: ['planted'], space: 'task', ids, points, landmarks } as const;
  return placeRows({ ...of, neighbours: 15, seed, before: null }, context);
}

describe.each([
  ['all by UMAP', ROWS],
  ['the most among landmarks', LANDMARKS],
])('rows that are placed %s', (_how, most) => {
  it('keep more than nine in ten neighbours, of which chance keeps one in four, and their kinds together', async () => {
    const plane = await placed(most);
    const told: number[] = [];
    const onProgress = (done: number): void => void told.push(done);
    const kept = await neighboursKept(points, plane, 1, { signal, onProgress });
    expect(told).toEqual(Array.from({ length: 400 }, (_, at) => at + 1));
    expect(keptByChance(ROWS)).toBeCloseTo(0.25, 2);
    expect(kept).toBeGreaterThan(0.9);
    const nearest = Array.from({ length: ROWS }, (_, row) => nearestTo(plane, row));
    expect(nearest.filter((other, row) => kinds[other] === kinds[row]).length / ROWS).toBeGreaterThan(0.95);
  });

  it('lie in the same places for the same seed, and in others for another', async () => {
    const plane = await placed(most);
    expect(toMapPlaces(await placed(most))).toEqual(toMapPlaces(plane));
    expect(toMapPlaces(await placed(most, 7))).not.toEqual(toMapPlaces(plane));
  });
});

function nearestTo(plane: Float64Array, row: number): number {
  let [best, nearest] = [Infinity, -1];
  for (let other = 0; other < plane.length / 2; other++) {
    const distance = Math.hypot(
      at(plane, 2 * other) - at(plane, 2 * row),
      at(plane, 2 * other + 1) - at(plane, 2 * row + 1),
    );
    if (other !== row && distance < best) [best, nearest] = [distance, other];
  }
  return nearest;
}

describe('landmarks', () => {
  it('stay the same for the most part when the corpus grows', () => {
    const [few, more] = [ids.slice(0, 500), ids];
    const before = new Set([...landmarkRows(few, 100, 1)].map((row) => at(few, row)));
    const after = [...landmarkRows(more, 100, 1)].map((row) => at(more, row));
    expect(after.filter((id) => before.has(id)).length).toBeGreaterThan(70);
    expect(landmarkRows(few, 500, 1)).toEqual(Int32Array.from(few.keys()));
  });

  it('draw a row to where most of them are, and not into the middle between two groups', () => {
    const plane = Float64Array.of(0, 0, 0.1, 0, 0, 0.1, 10, 10, 10, 10.1);
    const [x, y] = placeAmong(Int32Array.of(0, 1, 2, 3, 4), new Float64Array(5).fill(1), plane);
    expect(Math.hypot(x, y)).toBeLessThan(0.3);
  });
});

describe('a plane that is turned towards another', () => {
  it.each([1, -1])('comes to lie on it when it is the same one turned and moved (mirrored: %s)', (sign) => {
    const random = seededRandom(3);
    const other = Float64Array.from({ length: 60 }, () => random() * 10);
    const [cosine, sine] = [Math.cos(2), Math.sin(2)];
    const plane = other.map((value, n) => {
      const [x, y] = n % 2 === 0 ? [value, at(other, n + 1)] : [at(other, n - 1), value];
      return n % 2 === 0 ? sign * (cosine * x - sine * y) + 5 : sine * x + cosine * y - 3;
    });
    turnedTowards(plane, other).forEach((value, n) => expect(value).toBeCloseTo(at(other, n), 9));
  });
});

describe('places on the map', () => {
  it('fill its square with one scale for both axes, and keep rows that lie far out at the edge', () => {
    const random = seededRandom(4);
    const plane = Float64Array.from({ length: 8_000 }, (_, n) => (n % 2 === 0 ? 4 : 1) * random());
    plane[0] = 1e6;
    const places = toMapPlaces(plane);
    expect(places[0]).toBe(MAP_SIDE);
    const rest = places.subarray(2);
    const [xs, ys] = [rest.filter((_, n) => n % 2 === 0), rest.filter((_, n) => n % 2 === 1)];
    const width = Math.max(...xs) - Math.min(...xs);
    expect(width / MAP_SIDE).toBeGreaterThan(0.9);
    expect((Math.max(...ys) - Math.min(...ys)) / width).toBeCloseTo(0.25, 1);
  });

  it('are in the middle for a single row, and for rows all in one place', () => {
    expect([...toMapPlaces(Float64Array.of(3, 4))]).toEqual([32768, 32768]);
    expect(new Set(toMapPlaces(new Float64Array(20)))).toEqual(new Set([32768]));
  });
});
