import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { decodeColours, encodeColours, WITHOUT_VALUE, OTHER_VALUE } from '../../../../schemas/colour-file.ts';
import { decodeMap, encodeMap, idAt, idBytes, rowOfId } from '../../../../schemas/map-file.ts';
import type { Json } from '../../../../schemas/record.ts';
import { ColourColumn } from '../../../../services/curation/project/colour-column.ts';
import { at } from '../../../../services/runtime/at.ts';

const ids = Array.from({ length: 9 }, () => randomUUID()).sort();
const map = {
  ids: idBytes(ids),
  places: {
    task: Uint16Array.from({ length: 18 }, (_, n) => n * 3_000),
    content: Uint16Array.from({ length: 18 }, (_, n) => 65_535 - n),
  },
};

describe('a map', () => {
  it('comes back from its file as it was, with 24 bytes a row', () => {
    const bytes = encodeMap(map);
    expect(bytes).toHaveLength(16 + 9 * 24);
    expect(decodeMap(bytes)).toEqual(map);
  });

  it('finds the row of every id, and none of another one', () => {
    ids.forEach((id, row) => {
      expect(rowOfId(map.ids, id)).toBe(row);
      expect(idAt(map.ids, row)).toBe(id);
    });
    expect(rowOfId(map.ids, '00000000-0000-5000-8000-000000000000')).toBe(-1);
    expect(rowOfId(map.ids, 'ffffffff-ffff-5fff-bfff-ffffffffffff')).toBe(-1);
    expect(rowOfId(new Uint8Array(), at(ids, 0))).toBe(-1);
  });

  it('refuses bytes that are cut off, too many, or of another kind', () => {
    const bytes = encodeMap(map);
    for (const broken of [
      bytes.subarray(0, 40),
      Uint8Array.of(...bytes, 0),
      new Uint8Array(32),
      new Uint8Array(3),
    ])
      expect(() => decodeMap(broken)).toThrow(RangeError);
  });
});

function coloursOf(values: readonly Json[]) {
  const column = new ColourColumn('metadata.x', values.length);
  values.forEach((value, row) => column.set(row, value));
  return column.finish();
}

describe('the colours of a field', () => {
  it('are codes of the most frequent values, come back from their file, and tell what has none', () => {
    const colours = coloursOf(['b', 'a', 'b', null, ['a', 'c'], { x: 1 }, true, '']);
    expect(colours.legend.entries).toEqual([
      { value: 'a', count: 2 },
      { value: 'b', count: 2 },
      { value: 'true', count: 1 },
    ]);
    expect([...colours.codes]).toEqual([2, 1, 2, WITHOUT_VALUE, 1, WITHOUT_VALUE, 3, WITHOUT_VALUE]);
    expect(colours.legend).toMatchObject({ kind: 'values', distinct: 3, other: 0, without: 3 });
    expect(decodeColours(encodeColours(colours))).toEqual(colours);
  });

  it('name twenty values at most, and count the rest as others', () => {
    const { legend, codes } = coloursOf(Array.from({ length: 90 }, (_, row) => `value ${row % 30}`));
    expect(legend.entries).toHaveLength(20);
    expect(legend).toMatchObject({ distinct: 30, other: 30 });
    expect(codes.filter((code) => code === OTHER_VALUE)).toHaveLength(30);
  });

  it('of many numbers are ranges in ascending order with about equally many rows', () => {
    const { legend, codes } = coloursOf(Array.from({ length: 800 }, (_, row) => (799 - row) / 10));
    expect(legend.kind).toBe('ranges');
    expect(legend.entries).toHaveLength(8);
    expect(legend.entries[0]).toEqual({ value: '0 to 9.9', count: 100 });
    expect([codes[0], codes[799]]).toEqual([8, 1]);
  });

  it('of numbers of which one is frequent are fewer ranges, and every row is in one', () => {
    const values = Array.from({ length: 400 }, (_, row) => (row < 300 ? 0 : row));
    const { legend, codes } = coloursOf(values);
    expect(legend.entries.reduce((sum, { count }) => sum + count, 0)).toBe(400);
    expect(codes.every((code) => code >= 1 && code <= legend.entries.length)).toBe(true);
  });

  it('refuse bytes that are no colours', () => {
    const bytes = encodeColours(coloursOf(['a']));
    for (const broken of [bytes.subarray(0, 12), new Uint8Array(20), new Uint8Array(2)])
      expect(() => decodeColours(broken)).toThrow(RangeError);
  });
});
