import { describe, expect, it } from 'vitest';
import type { InstructionRecord, Json } from '../../../../schemas/record.ts';
import { selectRows, toPoints, type Points } from '../../../../services/analysis/points.ts';
import { GivenVectors } from '../../../../services/curation/select/given-vectors.ts';
import { roundRobin } from '../../../../services/curation/select/round-robin.ts';
import { at } from '../../../../services/runtime/at.ts';
import { clusteredPoints, similarity } from '../random-points.ts';

const POINTS = clusteredPoints(300, 3);
const TARGET = selectRows(clusteredPoints(40, 8), [0, 1, 2, 3, 5, 6, 7]);
const { signal } = new AbortController();

/** A test of the definition: every target row in turn scans all rows for the nearest that is left. */
function byHand(points: Points, target: Points, never: ReadonlySet<number>): number[] {
  const both = toPoints([
    ...Array.from({ length: points.rows }, (_, row) => points.values.slice(row * 12, row * 12 + 12)),
    ...Array.from({ length: target.rows }, (_, row) => target.values.slice(row * 12, row * 12 + 12)),
  ]);
  const left = new Set([...Array(points.rows).keys()].filter((row) => !never.has(row)));
  const order: number[] = [];
  for (let turn = 0; left.size > 0; turn = (turn + 1) % target.rows) {
    const score = (row: number): number => Math.round(similarity(both, row, points.rows + turn) * 1e6);
    const best = [...left].reduce((held, row) => (score(row) > score(held) ? row : held));
    left.delete(best);
    order.push(best);
  }
  return order;
}

async function taken(
  points: Points,
  target: Points,
  initial: number[],
  excluded: Uint8Array,
): Promise<number[]> {
  const rows: number[] = [];
  for await (const { row } of roundRobin({ points, target, initial, excluded }, signal)) rows.push(row);
  return rows;
}

describe('round-robin over the rows of a target', () => {
  it('each takes the nearest row that is left in its turn, to the last row', async () => {
    const found = await taken(POINTS, TARGET, [], new Uint8Array(300));
    expect(found).toEqual(byHand(POINTS, TARGET, new Set()));
  });

  it('rows that are taken before or excluded are never taken', async () => {
    const excluded = new Uint8Array(300);
    excluded[7] = 1;
    const found = await taken(POINTS, TARGET, [3, 4, 5], excluded);
    expect(found).toEqual(byHand(POINTS, TARGET, new Set([3, 4, 5, 7])));
    expect(found).toHaveLength(296);
  });

  it('nothing is taken where nothing is left', async () => {
    expect(await taken(POINTS, TARGET, [], new Uint8Array(300).fill(1))).toEqual([]);
  });
});

describe('vectors of users', () => {
  const record = (vector: Json | undefined) =>
    ({
      id: 'a',
      user_id: 'row 1',
      metadata: vector === undefined ? {} : { grad: vector },
    }) as unknown as InstructionRecord;
  const read = (...vectors: (Json | undefined)[]): GivenVectors => {
    const own = new GivenVectors('grad');
    for (const vector of vectors) own.read(record(vector));
    return own;
  };

  it('are scaled to length 1, however large their numbers are', () => {
    const { values, dimensions } = read([3, 4], [-3e300, 4e300], [1e-300, 0]).points();
    expect(dimensions).toBe(2);
    [0.6, 0.8, -0.6, 0.8, 1, 0].forEach((value, i) => expect(at(values, i)).toBeCloseTo(value, 6));
  });

  it.each([
    ['no field', undefined],
    ['a number', 3],
    ['one number', [3]],
    ['a text among numbers', [1, '2']],
    ['null among numbers', [1, null]],
    ['only zeros', [0, 0]],
    ['too many numbers', Array.from({ length: 4_097 }, () => 1)],
  ])('%s is refused, and the record is named', (_, vector) => {
    expect(() => read([1, 2], vector)).toThrow(/Record row 1 has no list of 2 finite numbers.*`grad`/);
    expect(() => read(vector)).toThrow(/no list of 2 to 4096 finite numbers/);
  });

  it('of another length are refused, also between two corpora', () => {
    expect(() => read([1, 2], [1, 2, 3])).toThrow('no list of 2 finite numbers');
    expect(() => read([1, 2, 3]).points(read([1, 2]).points())).toThrow('of 3 numbers, the corpus of 2');
  });
});
