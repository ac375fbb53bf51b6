import { describe, expect, it } from 'vitest';
import { cutTokenBatches } from '../../../services/embedding/token-batches.ts';

const LENGTHS = Array.from({ length: 300 }, (_, i) => 1 + ((i * 7919) % 97));

describe('cutTokenBatches', () => {
  it('puts every text into exactly one run', () => {
    const seen = cutTokenBatches(LENGTHS, 256).flat();
    expect(seen.toSorted((a, b) => a - b)).toEqual(LENGTHS.map((_, index) => index));
  });

  it('keeps rows times the longest row within the budget', () => {
    for (const batch of cutTokenBatches(LENGTHS, 256)) {
      const longest = Math.max(...batch.map((index) => LENGTHS[index] ?? 0));
      expect(longest * batch.length).toBeLessThanOrEqual(256);
    }
  });

  it('pads less than a tenth of what it computes on mixed lengths', () => {
    const computed = cutTokenBatches(LENGTHS, 1024)
      .map((batch) => batch.length * Math.max(...batch.map((index) => LENGTHS[index] ?? 0)))
      .reduce((sum, size) => sum + size, 0);
    const real = LENGTHS.reduce((sum, length) => sum + length, 0);
    expect((computed - real) / computed).toBeLessThan(0.1);
  });

  it('runs a text alone that is longer than the budget', () => {
    expect(cutTokenBatches([5, 500, 5], 100)).toEqual([[1], [0, 2]]);
  });

  it('cuts the same texts the same way every time', () => {
    expect(cutTokenBatches([4, 4, 4, 4], 8)).toEqual([
      [0, 1],
      [2, 3],
    ]);
  });

  it('gives no run for no texts', () => {
    expect(cutTokenBatches([], 100)).toEqual([]);
  });
});
