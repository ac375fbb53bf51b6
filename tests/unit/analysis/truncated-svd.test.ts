import { expect, test } from 'vitest';
import { symmetricEigen } from '../../../services/analysis/symmetric-eigen.ts';
import type { SparseMatrix } from '../../../services/analysis/tf-idf.ts';
import { truncatedSvd } from '../../../services/analysis/truncated-svd.ts';

function sparse(dense: readonly (readonly number[])[]): SparseMatrix {
  const starts = [0];
  const columnOf: number[] = [];
  const values: number[] = [];
  for (const row of dense) {
    row.forEach((value, column) => {
      if (value === 0) return;
      columnOf.push(column);
      values.push(value);
    });
    starts.push(values.length);
  }
  return {
    rows: dense.length,
    columns: dense[0]?.length ?? 0,
    starts: Uint32Array.from(starts),
    columnOf: Uint32Array.from(columnOf),
    values: Float64Array.from(values),
  };
}

/** Product of a row-major `rows x inner` and a row-major `inner x columns` matrix, as rows. */
function product(a: Float64Array, b: Float64Array, inner: number): number[][] {
  const columns = b.length / inner;
  return Array.from({ length: a.length / inner }, (_, r) =>
    Array.from({ length: columns }, (_unused, c) =>
      Array.from({ length: inner }, (_none, k) => (a[r * inner + k] ?? 0) * (b[k * columns + c] ?? 0)).reduce(
        (x, y) => x + y,
        0,
      ),
    ),
  );
}

const close = (rows: readonly (readonly number[])[]): number[][] =>
  rows.map((row) => row.map((x) => expect.closeTo(x, 8) as number));

const DENSE = [
  [3, 0, 1, 0],
  [0, 2, 0, 1],
  [1, 0, 4, 0],
  [0, 1, 0, 0],
  [2, 2, 0, 5],
];

test('a diagonal matrix has its entries as singular values and its axes as components', () => {
  const svd = truncatedSvd(
    sparse([
      [0, 0, 2, 0],
      [5, 0, 0, 0],
      [0, 3, 0, 0],
    ]),
    2,
  );
  expect([...svd.singularValues]).toEqual([expect.closeTo(5, 9), expect.closeTo(3, 9)]);
  expect([...svd.components].map(Math.abs)).toEqual(
    [1, 0, 0, 0, 0, 1, 0, 0].map((x) => expect.closeTo(x, 9) as number),
  );
});

test('at full rank scores times components are the matrix, and the components are orthonormal', () => {
  const svd = truncatedSvd(sparse(DENSE), 4);
  expect(product(svd.scores, svd.components, 4)).toEqual(close(DENSE));
  const transposed = Float64Array.from(
    { length: 16 },
    (_, i) => svd.components[(i % 4) * 4 + Math.floor(i / 4)] ?? 0,
  );
  const identity = [0, 1, 2, 3].map((r) => [0, 1, 2, 3].map((c) => (r === c ? 1 : 0)));
  expect(product(svd.components, transposed, 4)).toEqual(close(identity));
});

test('what a lower rank leaves out is the rest of the singular values, no more', () => {
  const full = truncatedSvd(sparse(DENSE), 4);
  const low = truncatedSvd(sparse(DENSE), 2, { oversampling: 1, iterations: 8 });
  const rebuilt = product(low.scores, low.components, 2);
  const error = DENSE.flatMap((row, r) => row.map((x, c) => (x - (rebuilt[r]?.[c] ?? 0)) ** 2));
  const rest = (full.singularValues[2] ?? 0) ** 2 + (full.singularValues[3] ?? 0) ** 2;
  expect(error.reduce((x, y) => x + y, 0)).toBeCloseTo(rest, 6);
});

test('a matrix of lower rank than asked for has zeros beyond its rank', () => {
  const svd = truncatedSvd(
    sparse([
      [1, 2],
      [2, 4],
      [3, 6],
    ]),
    2,
  );
  expect(svd.singularValues[0]).toBeCloseTo(Math.sqrt(70), 9);
  expect(svd.singularValues[1]).toBeCloseTo(0, 6);
  expect([...svd.scores].every(Number.isFinite)).toBe(true);
});

test('eigenvalues come largest first with their vectors', () => {
  const eigen = symmetricEigen(Float64Array.of(2, 1, 1, 2), 2);
  expect([...eigen.values]).toEqual([expect.closeTo(3, 12), expect.closeTo(1, 12)]);
  const [x = 0, y = 0] = eigen.vectors;
  expect(x * y).toBeCloseTo(0.5, 12);
});
