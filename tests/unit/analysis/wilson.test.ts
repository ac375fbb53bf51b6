import { describe, expect, test } from 'vitest';
import { wilsonInterval } from '../../../services/analysis/wilson.ts';

describe("Wilson's interval of a share", () => {
  test.each([
    // Worked out by hand from the formula with z = 1.96, as tables in textbooks have it.
    [8, 10, 0.4902, 0.9433],
    [50, 100, 0.4038, 0.5962],
    [0, 10, 0, 0.2775],
    [10, 10, 0.7225, 1],
  ])('of %d in %d is %d to %d', (hits, cases, low, high) => {
    const interval = wilsonInterval(hits, cases);
    expect(interval[0]).toBeCloseTo(low, 4);
    expect(interval[1]).toBeCloseTo(high, 4);
  });

  test('has the share in it, and grows narrower with more cases', () => {
    const width = ([low, high]: [number, number]): number => high - low;
    for (let cases = 1; cases < 60; cases += 7) {
      for (let hits = 0; hits <= cases; hits++) {
        const [low, high] = wilsonInterval(hits, cases);
        expect(low).toBeLessThanOrEqual(hits / cases);
        expect(high).toBeGreaterThanOrEqual(hits / cases);
        expect(width(wilsonInterval(10 * hits, 10 * cases))).toBeLessThan(width([low, high]));
      }
    }
  });
});
