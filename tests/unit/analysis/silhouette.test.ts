import { expect, test } from 'vitest';
import { toPoints } from '../../../services/analysis/points.ts';
import { silhouettes } from '../../../services/analysis/silhouette.ts';
import { readGoldenMetrics } from './golden-metrics.ts';

const { clusters } = await readGoldenMetrics();

test.each(clusters.map((golden, index) => ({ index, golden })))(
  'scikit-learn agrees on set $index, with a row alone in its cluster too',
  ({ golden }) => {
    const points = toPoints(golden.points.map((point) => Float32Array.from(point)));
    const labels = Int32Array.from(golden.labels);
    const lonely = labels.slice();
    lonely[0] = Math.max(...labels) + 1;
    const [plain, withLonely] = silhouettes(points, [labels, lonely]);
    expect(plain).toBeCloseTo(golden.silhouette, 10);
    expect(withLonely).toBeCloseTo(golden.silhouette_with_a_lonely_row, 10);
  },
);

test('equal rows in two clusters lie on the border', () => {
  const points = toPoints(Array.from({ length: 4 }, () => Float32Array.of(0.6, 0.8)));
  expect(silhouettes(points, [Int32Array.of(0, 0, 1, 1)])[0]).toBeCloseTo(0, 12);
});

test('one cluster has no silhouette', () => {
  const points = toPoints([Float32Array.of(1, 0), Float32Array.of(0, 1)]);
  expect(() => silhouettes(points, [Int32Array.of(0, 0)])).toThrow(RangeError);
});
