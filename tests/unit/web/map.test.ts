import { describe, expect, it } from 'vitest';
import type { ColourCodes } from '../../../schemas/colour-file.ts';
import { idBytes, MAP_SIDE } from '../../../schemas/map-file.ts';
import {
  panned,
  readCamera,
  toMap,
  toScreen,
  WHOLE_MAP,
  writeCamera,
  zoomedAt,
} from '../../../services/web/map/camera.ts';
import { quietMarks } from '../../../services/web/map/quiet-marks.ts';
import { valueInWords } from '../../../services/web/map/value-in-words.ts';
import { readLasso, rowsWithin, writeLasso } from '../../../services/web/map/lasso.ts';
import { listedRows, passingRows, readFacets, writeFacets } from '../../../services/web/map/narrowing.ts';
import { PlaceGrid } from '../../../services/web/map/place-grid.ts';
import { crowdedPlaces, withoutOverlap } from '../../../services/web/map/titles.ts';
import { seededRandom } from '../../../services/runtime/seeded-random.ts';
import { at } from '../../../services/runtime/at.ts';

const SIZE = { width: 800, height: 500 };
const random = seededRandom(1);
const places = Uint16Array.from({ length: 4_000 }, () => Math.floor(random() * (MAP_SIDE + 1)));

describe('the camera', () => {
  it('keeps the point under the pointer where it is when it zooms', () => {
    const camera = { x: 0.4, y: 0.6, zoom: 3 };
    for (const factor of [2, 0.5]) {
      const near = zoomedAt(camera, SIZE, [350, 300], factor);
      expect(near.zoom).toBe(3 * factor);
      const [x, y] = toScreen(near, SIZE, toMap(camera, SIZE, [350, 300]));
      expect([x, y].map(Math.round)).toEqual([350, 300]);
    }
  });

  it('moves the map with the pointer, and looks past it nowhere', () => {
    const [x, y] = toScreen(panned(WHOLE_MAP, SIZE, [30, -20]), SIZE, [0.5, 0.5]);
    expect([x, y].map(Math.round)).toEqual([430, 230]);
    expect(panned(WHOLE_MAP, SIZE, [-1e6, 1e6])).toMatchObject({ x: 1, y: 1 });
  });

  it('comes back from the address, which says nothing of the whole map', () => {
    expect(writeCamera(WHOLE_MAP)).toBe('');
    const camera = { x: 0.1234, y: 0.9, zoom: 12.5 };
    expect(readCamera(writeCamera(camera))).toEqual(camera);
    for (const text of ['', 'x', '1,2', '0.5,0.5,9999', 'NaN,1,1'])
      expect(readCamera(text)).toEqual(WHOLE_MAP);
  });
});

describe('a lasso', () => {
  const circle = Array.from({ length: 200 }, (_, n) => {
    const angle = (n / 200) * 2 * Math.PI;
    return [0.5 + 0.3 * Math.cos(angle), 0.5 + 0.3 * Math.sin(angle)] as const;
  });

  it('takes the rows within it, and no others', () => {
    const inside = rowsWithin(circle, places);
    inside.forEach((isIn, row) => {
      const [x, y] = [at(places, 2 * row) / MAP_SIDE - 0.5, at(places, 2 * row + 1) / MAP_SIDE - 0.5];
      const distance = Math.hypot(x, y);
      if (Math.abs(distance - 0.3) > 0.001) expect(isIn).toBe(Number(distance < 0.3));
    });
  });

  it('comes back from the address with a few corners less, and takes nearly the same rows', () => {
    const text = writeLasso({ space: 'content', outline: circle });
    expect(text.length).toBeLessThan(260);
    const read = readLasso(text);
    expect(read?.space).toBe('content');
    const [before, after] = [rowsWithin(circle, places), rowsWithin(read?.outline ?? [], places)];
    const different = before.filter((isIn, row) => isIn !== after[row]).length;
    expect(different / before.length).toBeLessThan(0.01);
  });

  it.each(['', 'task.', 'task.AAAABBBB', 'words.AAAABBBBCCCC', 'task.AAAABBBBCCC!'])(
    'is none in the address when it says %j',
    (text) => expect(readLasso(text)).toBeNull(),
  );
});

describe('the grid of places', () => {
  it('finds the nearest row that is shown, as a look at all of them does', () => {
    const grid = new PlaceGrid(places);
    for (let n = 0; n < 200; n++) {
      const [x, y] = [random() * MAP_SIDE, random() * MAP_SIDE];
      const isShown = (row: number): boolean => row % 3 !== 0;
      const distanceOf = (row: number): number =>
        Math.hypot(at(places, 2 * row) - x, at(places, 2 * row + 1) - y);
      const shown = Array.from({ length: 2_000 }, (_, row) => row).filter(isShown);
      const best = shown.reduce((one, other) => (distanceOf(other) < distanceOf(one) ? other : one));
      expect(grid.nearest(x, y, 1_500, isShown)).toBe(distanceOf(best) <= 1_500 ? best : -1);
    }
  });
});

describe('titles', () => {
  it('float where most rows of their group are, not in the middle of all of them', () => {
    const own = Uint16Array.from([1_000, 1_000, 1_100, 1_000, 1_000, 1_200, 60_000, 60_000, 30_000, 30_000]);
    const [x, y] = crowdedPlaces(own, Uint8Array.of(1, 1, 1, 1, 2), [1, 2]).get(1) ?? [1, 1];
    expect(Math.max(x, y)).toBeLessThan(0.05);
  });

  it('give way to those before them', () => {
    const box = (x: number) => ({ at: [x, 0] as const, width: 10, height: 10 });
    expect(withoutOverlap([box(0), box(5), box(10), box(14)])).toEqual([true, false, true, false]);
  });
});

describe('narrowing a map', () => {
  const ids = Array.from({ length: 4 }, (_, n) => `00000000-0000-5000-8000-00000000000${n}`);
  const map = { ids: idBytes(ids), places: { task: places.slice(0, 8), content: places.slice(8, 16) } };
  const column: ColourCodes = {
    legend: {
      ...{ field: 'kind', kind: 'values', distinct: 2, other: 0, without: 1 },
      entries: [
        { value: 'a', count: 2 },
        { value: 'b', count: 1 },
      ],
    },
    codes: Uint8Array.of(1, 0, 2, 1),
  };
  const columns = new Map([['kind', column]]);

  it('takes the rows that have the value, are found, and lie within the outline', () => {
    const narrowed = (facets: [string, string | number][], found: number[] | null) =>
      listedRows(passingRows(map, { facets, lasso: null, found }, columns), found);
    expect(narrowed([['kind', 'a']], null)).toEqual([0, 3]);
    expect(narrowed([['kind', 0]], null)).toEqual([1]);
    expect(narrowed([['kind', 'a']], [3, 2, 0])).toEqual([3, 0]);
    expect(narrowed([['source', 'web']], null)).toEqual([0, 1, 2, 3]);
    const nowhere = {
      space: 'task',
      outline: [
        [0, 0],
        [0, 0],
        [0, 0],
      ],
    } as const;
    expect(passingRows(map, { facets: [], lasso: nowhere, found: null }, columns)).toEqual(new Uint8Array(4));
  });

  it('comes back from the address, and takes nothing else from there', () => {
    const facets = [
      ['kind', 'a, "b"'],
      ['source', 255],
    ] as [string, string | number][];
    expect(readFacets(writeFacets(facets))).toEqual(facets);
    expect(writeFacets([])).toBe('');
    for (const text of ['', '{', '7', '[["a"]]', '[[1,2]]']) expect(readFacets(text)).toEqual([]);
  });
});

describe('the marks of a job on the map', () => {
  const legend = {
    ...{ kind: 'values' as const, distinct: 2, other: 0, without: 1 },
    entries: [
      { value: 'false', count: 3 },
      { value: 'true', count: 2 },
    ],
  };
  const codes = Uint8Array.of(1, 2, 1, 0, 2, 1);

  it('leave rows pale that are not kept, however many they are', () => {
    const column = quietMarks({ legend: { ...legend, field: 'marks.job.keep' }, codes });
    expect([...column.codes]).toEqual([255, 1, 255, 0, 1, 255]);
    expect(column.legend).toMatchObject({ entries: [{ value: 'true', count: 2 }], other: 3 });
    expect(valueInWords('marks.job.keep', 255)).toBe('not kept');
  });

  it('stay as they are in any other field', () => {
    const column = { legend: { ...legend, field: 'metadata.keep' }, codes };
    expect(quietMarks(column)).toBe(column);
  });
});
