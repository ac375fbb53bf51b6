import { v5 } from 'uuid';
import { describe, expect, it } from 'vitest';
import { RecordId } from '../../../schemas/record.ts';
import { beforeId, beforePart, partOf, partsFor } from '../../../services/web/rows/id-space.ts';

const IDS = Array.from({ length: 3_000 }, (_, at) => v5(`row ${at}`, v5.URL)).sort();

/** Whether an id lies between the bounds of its part. */
function isInside(id: string, parts: number): boolean {
  const part = partOf(id, parts);
  const [below, above] = [beforePart(part, parts), beforePart(part + 1, parts)];
  const isAbove = below === undefined ? part === 0 : below < id;
  return isAbove && (part + 1 === parts || (above !== undefined && above > id));
}

describe('parts of the space of ids', () => {
  it.each([1, 2, 3, 79, 813, 3_501])(
    '%i of them: each id is in the part whose bounds are around it',
    (parts) => {
      expect(IDS.filter((id) => !isInside(id, parts))).toEqual([]);
    },
  );

  it('have bounds that the service takes as ids', () => {
    const bounds = Array.from({ length: 812 }, (_, part) => beforePart(part + 1, 813));
    expect(bounds.filter((id) => !RecordId.safeParse(id).success)).toEqual([]);
  });

  it('hold about as many rows each, so that a place among all rows leads to its part', () => {
    const parts = partsFor(IDS.length);
    const counts = new Array<number>(parts).fill(0);
    for (const id of IDS) counts[partOf(id, parts)] = (counts[partOf(id, parts)] ?? 0) + 1;
    expect(Math.min(...counts)).toBeGreaterThan(64 - 5 * 8);
    expect(Math.max(...counts)).toBeLessThan(64 + 5 * 8);
  });
});

describe('the id before an id', () => {
  it('is an id, and no other lies between', () => {
    expect(beforeId('0b5c1f0e-63f3-5a7e-9d7b-1f3f0f4a7c11')).toBe('0b5c1f0e-63f3-5a7e-9d7b-1f3f0f4a7c10');
    expect(beforeId('0b5c1f0e-63f3-5a7e-9d7b-100000000000')).toBe('0b5c1f0e-63f3-5a7e-9d7b-0fffffffffff');
    expect(IDS.filter((id) => !RecordId.safeParse(beforeId(id)).success)).toEqual([]);
  });
});
