import { expect, test } from 'vitest';
import { bootstrapInterval } from '../../../services/analysis/bootstrap.ts';
import { seededRandom } from '../../../services/runtime/seeded-random.ts';
import { spearman } from '../../../services/analysis/spearman.ts';
import { readGoldenMetrics } from './golden-metrics.ts';

const { correlations, quantiles } = await readGoldenMetrics();

test.each(correlations.map((golden, index) => ({ index, golden })))(
  'SciPy has the same correlation, with ties: $index',
  ({ golden }) => {
    expect(spearman(Float64Array.from(golden.x), Float64Array.from(golden.y))).toBeCloseTo(
      golden.spearman,
      10,
    );
  },
);

test('only the order of the values counts', () => {
  const [{ x, y } = { x: [], y: [] }] = correlations;
  const stretched = spearman(
    Float64Array.from(x, (value) => Math.exp(3 * value)),
    Float64Array.from(y),
  );
  expect(stretched).toBe(spearman(Float64Array.from(x), Float64Array.from(y)));
});

test('what does not vary correlates with nothing, and other lengths are refused', () => {
  expect(spearman(Float64Array.of(1, 1), Float64Array.of(1, 2))).toBeNaN();
  expect(() => spearman(Float64Array.of(1), Float64Array.of(1, 2))).toThrow(RangeError);
});

test('the interval ends at the quantiles of the resampled values, as NumPy interpolates them', () => {
  let call = 0;
  const { low, high } = bootstrapInterval(1, () => quantiles.values[call++] ?? NaN, {
    resamples: quantiles.values.length,
  });
  expect(low).toBeCloseTo(quantiles.low, 10);
  expect(high).toBeCloseTo(quantiles.high, 10);
});

test('the interval of a mean has the width that theory gives it, and the same seed gives the same', () => {
  const random = seededRandom(1);
  const values = Float64Array.from({ length: 400 }, () => (random() < 0.3 ? 1 : 0));
  const mean = (sample: Int32Array) => sample.reduce((sum, i) => sum + (values[i] ?? 0), 0) / sample.length;
  const interval = bootstrapInterval(values.length, mean, { seed: 4 });
  const share = values.reduce((sum, value) => sum + value, 0) / 400;
  const halfWidth = 1.96 * Math.sqrt((share * (1 - share)) / 400);
  expect(interval.low).toBeCloseTo(share - halfWidth, 1);
  const width = (interval.high - interval.low) / (2 * halfWidth);
  expect(width).toBeGreaterThan(0.9);
  expect(width).toBeLessThan(1.1);
  expect(bootstrapInterval(values.length, mean, { seed: 4 })).toEqual(interval);
});

test('resamples in which the statistic is not defined are left out', () => {
  const interval = bootstrapInterval(2, ([first]) => (first === 0 ? NaN : 3));
  expect(interval).toEqual({ low: 3, high: 3 });
});
