import { expect, test } from 'vitest';
import { clusterAgreement } from '../../../services/analysis/cluster-agreement.ts';
import { readGoldenMetrics } from './golden-metrics.ts';

const { partitions } = await readGoldenMetrics();

test('the same partition under other names agrees wholly', () => {
  expect(clusterAgreement(['a', 'a', 'b'], ['1', '1', '2'])).toEqual({
    adjustedRand: 1,
    homogeneity: 1,
    purity: 1,
  });
});

test('one group for everything says nothing', () => {
  const all = clusterAgreement(['a', 'a', 'b', 'b'], ['1', '1', '1', '1']);
  expect(all.adjustedRand).toBe(0);
  expect(all.homogeneity).toBeCloseTo(0, 12);
  expect(all.purity).toBe(0.5);
});

test('a split group keeps its homogeneity and purity and loses agreement', () => {
  const split = clusterAgreement(['a', 'a', 'b', 'b'], ['1', '1', '2', '3']);
  expect(split.homogeneity).toBeCloseTo(1, 12);
  expect(split.purity).toBe(1);
  expect(split.adjustedRand).toBeCloseTo(4 / 7, 12);
});

test.each(partitions.map((golden, index) => ({ index, golden })))(
  'scikit-learn agrees on partition $index',
  ({ golden }) => {
    const own = clusterAgreement(golden.truth.map(String), golden.predicted.map(String));
    expect(own.adjustedRand).toBeCloseTo(golden.adjusted_rand, 10);
    expect(own.homogeneity).toBeCloseTo(golden.homogeneity, 10);
    expect(own.purity).toBeCloseTo(golden.purity, 10);
  },
);

test('the adjusted Rand index does not care which side is true, nor about names or the order of rows', () => {
  for (const { truth, predicted } of partitions) {
    const forth = clusterAgreement(truth.map(String), predicted.map(String)).adjustedRand;
    const back = clusterAgreement(predicted.map(String), truth.map(String)).adjustedRand;
    const renamed = clusterAgreement(
      truth.map((group) => `t${(group * 7) % 1_009}`).reverse(),
      predicted.map((group) => `p${group}`).reverse(),
    ).adjustedRand;
    expect(back).toBeCloseTo(forth, 12);
    expect(renamed).toBeCloseTo(forth, 12);
  }
});

test('partitions of different lengths are refused', () => {
  expect(() => clusterAgreement(['a'], [])).toThrow(RangeError);
});
