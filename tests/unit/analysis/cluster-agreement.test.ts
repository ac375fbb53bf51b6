import { expect, test } from 'vitest';
import { clusterAgreement } from '../../../services/analysis/cluster-agreement.ts';

test('the same partition under other names agrees wholly', () => {
  expect(clusterAgreement(['a', 'a', 'b'], ['1', '1', '2'])).toEqual({ adjustedRand: 1, homogeneity: 1 });
});

test('one group for everything says nothing', () => {
  const all = clusterAgreement(['a', 'a', 'b', 'b'], ['1', '1', '1', '1']);
  expect(all.adjustedRand).toBe(0);
  expect(all.homogeneity).toBeCloseTo(0, 12);
});

test('a split group keeps its homogeneity and loses agreement', () => {
  const split = clusterAgreement(['a', 'a', 'b', 'b'], ['1', '1', '2', '3']);
  expect(split.homogeneity).toBeCloseTo(1, 12);
  expect(split.adjustedRand).toBeCloseTo(4 / 7, 12);
});

test('partitions of different lengths are refused', () => {
  expect(() => clusterAgreement(['a'], [])).toThrow(RangeError);
});
