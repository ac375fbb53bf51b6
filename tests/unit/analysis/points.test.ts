import { expect, test } from 'vitest';
import { blocks, dotBlock, gramOf, selectRows, toPoints } from '../../../services/analysis/points.ts';
import { seededRandom } from '../../../services/runtime/seeded-random.ts';

function cloud(rows: number, dimensions: number): Float32Array[] {
  const random = seededRandom(rows);
  return Array.from({ length: rows }, () => Float32Array.from({ length: dimensions }, () => random() - 0.5));
}

const dot = (a: Float32Array, b: Float32Array): number => a.reduce((sum, x, i) => sum + x * (b[i] ?? 0), 0);

test.each([
  [
    { begin: 0, end: 4 },
    { begin: 2, end: 6 },
  ],
  [
    { begin: 1, end: 4 },
    { begin: 0, end: 7 },
  ],
  [
    { begin: 6, end: 7 },
    { begin: 3, end: 4 },
  ],
])('a block of products is the product of its rows, for even and odd sizes', (left, right) => {
  const vectors = cloud(7, 5);
  const width = right.end - right.begin;
  const out = new Float64Array((left.end - left.begin) * width);
  dotBlock(toPoints(vectors), left, right, out);
  const expected = vectors
    .slice(left.begin, left.end)
    .flatMap((a) => vectors.slice(right.begin, right.end).map((b) => dot(a, b)));
  expected.forEach((product, i) => expect(out[i]).toBeCloseTo(product, 12));
});

test('the matrix of all products is whole and symmetric across blocks', () => {
  const vectors = cloud(131, 3);
  const { values } = gramOf(toPoints(vectors));
  for (const [a, b] of [
    [0, 0],
    [3, 130],
    [130, 3],
    [64, 63],
    [127, 128],
  ] as const) {
    expect(values[a * 131 + b]).toBeCloseTo(
      dot(vectors[a] ?? new Float32Array(), vectors[b] ?? new Float32Array()),
      6,
    );
  }
});

test('blocks cover a range once', () => {
  const covered = [...blocks({ begin: 5, end: 200 })].flatMap(({ begin, end }) =>
    Array.from({ length: end - begin }, (_, i) => begin + i),
  );
  expect(covered).toEqual(Array.from({ length: 195 }, (_, i) => 5 + i));
});

test('rows are selected in the order asked for', () => {
  const selected = selectRows(toPoints([Float32Array.of(1, 2), Float32Array.of(3, 4)]), [1, 0, 1]);
  expect([...selected.values]).toEqual([3, 4, 1, 2, 3, 4]);
});

test('vectors of different lengths are refused', () => {
  expect(() => toPoints([Float32Array.of(1), Float32Array.of(1, 2)])).toThrow(/vector 1 has 2 dimensions/);
});
