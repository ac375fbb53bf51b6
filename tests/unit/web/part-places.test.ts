import { describe, expect, it } from 'vitest';
import { partAt, partPlaces } from '../../../services/web/rows/part-places.ts';

describe('places of parts', () => {
  it('end at the number of all rows, however few parts were read', () => {
    for (const counts of [
      [null, null, null],
      [70, null, null],
      [70, 60, null],
      [70, 60, 70],
    ]) {
      expect(partPlaces(counts, 200).at(-1)).toBe(200);
    }
  });

  it('are exact for what was read, also where the total was only thought', () => {
    expect([...partPlaces([3, 0, 2], 200)]).toEqual([0, 3, 3, 5]);
  });

  it('tell the part of every row; a part without rows has none', () => {
    const places = partPlaces([3, 0, 2], 5);
    expect([0, 1, 2, 3, 4].map((row) => partAt(places, row))).toEqual([0, 0, 0, 2, 2]);
  });
});
