import { expect, test } from 'vitest';
import { sameTaskPrecision } from '../../../services/analysis/same-task-precision.ts';

const row = (text: string, label: string, angle: number) => ({
  text,
  label,
  vector: Float32Array.of(Math.cos(angle), Math.sin(angle)),
});

test('the share of rows whose nearest other row has their label', () => {
  const rows = [row('a', 'x', 0), row('b', 'x', 0.1), row('c', 'y', 0.25), row('d', 'y', 2)];
  expect(sameTaskPrecision(rows)).toEqual({ precision: 3 / 4, queries: 4 });
});

test('rows with the same text, case and white space folded, are no answers', () => {
  const rows = [row('Sort  it', 'x', 0), row('sort it\n', 'x', 0), row('other', 'y', 1)];
  expect(sameTaskPrecision(rows)).toEqual({ precision: 0, queries: 3 });
});

test('a row without any other text asks nothing', () => {
  expect(sameTaskPrecision([row('a', 'x', 0), row('A', 'x', 1)])).toEqual({ precision: 0, queries: 0 });
});

test('equal similarities go to the earlier row, across blocks too', () => {
  const far = Array.from({ length: 100 }, (_, i) => row(`far ${i}`, 'far', 3));
  const rows = [row('query', 'x', 0), row('first', 'x', 0.5), ...far, row('last', 'y', 0.5)];
  expect(sameTaskPrecision(rows).precision).toBeCloseTo(101 / 103, 12);
});
