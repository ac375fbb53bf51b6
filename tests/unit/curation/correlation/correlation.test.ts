import { describe, expect, test } from 'vitest';
import { selectRows, toPoints } from '../../../../services/analysis/points.ts';
import type { Points } from '../../../../services/analysis/points.ts';
import { correlate } from '../../../../services/curation/correlation/correlation.ts';
import { scaled } from '../../../../services/curation/correlation/normalise.ts';
import { wasserstein } from '../../../../services/curation/correlation/wasserstein.ts';
import { seededRandom, shuffled } from '../../../../services/runtime/seeded-random.ts';
import { readGoldenComparison } from '../rows/comparison-golden.ts';
import { exactNearest, normalised, randomPoints } from '../exact-nearest.ts';

const golden = await readGoldenComparison();
const watch = { signal: new AbortController().signal, onDimension: () => undefined };
const pointsOf = (rows: readonly (readonly number[])[]): Points =>
  toPoints(rows.map((row) => Float32Array.from(row)));
const sorted = (values: readonly number[]): Float64Array => Float64Array.from(values).sort();

describe('the Wasserstein distance of two samples', () => {
  test.each(golden.distances.map((pair, at) => ({ at, pair })))('is that of SciPy: $at', ({ pair }) => {
    expect(wasserstein(sorted(pair.one), sorted(pair.other))).toBeCloseTo(pair.distance, 12);
  });

  test('is 0 to itself, the shift to a shifted one, the same either way, and obeys the triangle', () => {
    const random = seededRandom(5);
    const draw = (size: number): Float64Array => Float64Array.from({ length: size }, random).sort();
    for (let round = 0; round < 50; round++) {
      const [a, b, c] = [draw(1 + (round % 7)), draw(1 + (round % 5)), draw(1 + (round % 11))];
      expect(wasserstein(a, a)).toBe(0);
      expect(
        wasserstein(
          a,
          a.map((value) => value + 3),
        ),
      ).toBeCloseTo(3, 12);
      expect(wasserstein(a, b)).toBeCloseTo(wasserstein(b, a), 12);
      expect(wasserstein(a, c)).toBeLessThanOrEqual(wasserstein(a, b) + wasserstein(b, c) + 1e-12);
    }
  });
});

describe('the correlation of sets', () => {
  const sets = [pointsOf(golden.sets.one), pointsOf(golden.sets.other)];

  test.each(golden.correlations)(
    'is that of the paper, by SciPy and scikit-learn: $normalize',
    async (expected) => {
      const found = await correlate(sets, expected.normalize, exactNearest, watch);
      expect(found.meanWasserstein[0]?.[1]).toBeCloseTo(expected.mean_wasserstein, 5);
      expect(found.meanMaxCosine[0]?.[1]).toBeCloseTo(expected.mean_max_cosine[0], 6);
      expect(found.meanMaxCosine[1]?.[0]).toBeCloseTo(expected.mean_max_cosine[1], 6);
    },
  );

  test('has 1 and 0 on its diagonals; distances are symmetric, coverage is not', async () => {
    const { meanMaxCosine, meanWasserstein } = await correlate(sets, 'l2', exactNearest, watch);
    expect([meanMaxCosine[0]?.[0], meanMaxCosine[1]?.[1]]).toEqual([1, 1]);
    expect([meanWasserstein[0]?.[0], meanWasserstein[1]?.[1]]).toEqual([0, 0]);
    expect(meanWasserstein[0]?.[1]).toBe(meanWasserstein[1]?.[0]);
    expect(meanMaxCosine[0]?.[1]).not.toBeCloseTo(meanMaxCosine[1]?.[0] ?? 0, 6);
  });

  test('of a set and a part of it: the whole covers the part, the part not the whole', async () => {
    for (const seed of [1, 2, 3]) {
      const whole = randomPoints(40, 8, seed);
      const part = selectRows(whole, [3, 1, 4, 15, 9]);
      const { meanMaxCosine } = await correlate([whole, part], 'l2', exactNearest, watch);
      expect(meanMaxCosine[1]?.[0]).toBeCloseTo(1, 6);
      expect(meanMaxCosine[0]?.[1]).toBeLessThan(1);
    }
  });

  test('does not depend on the order of rows, nor of sets', async () => {
    const [a, b] = [randomPoints(30, 5, 7), randomPoints(20, 5, 8)];
    const mixed = selectRows(
      a,
      shuffled(
        Array.from({ length: 30 }, (_, i) => i),
        seededRandom(1),
      ),
    );
    const one = await correlate([a, b], 'l2', exactNearest, watch);
    const other = await correlate([b, mixed], 'l2', exactNearest, watch);
    expect(other.meanWasserstein[0]?.[1]).toBeCloseTo(one.meanWasserstein[0]?.[1] ?? 0, 12);
    expect(other.meanMaxCosine[1]?.[0]).toBeCloseTo(one.meanMaxCosine[0]?.[1] ?? 0, 7);
  });

  test('of equal rows, and of single ones, is defined', async () => {
    const equal = pointsOf(Array.from({ length: 4 }, () => [1, 0]));
    const single = pointsOf([[0, 1]]);
    const { meanMaxCosine, meanWasserstein } = await correlate([equal, single], 'l2', exactNearest, watch);
    expect(meanMaxCosine).toEqual([
      [1, 0],
      [0, 1],
    ]);
    expect(meanWasserstein[0]?.[1]).toBe(1);
  });

  test('ends when its job does', async () => {
    const ended = AbortSignal.abort(new Error('cancelled'));
    await expect(correlate(sets, 'l2', exactNearest, { ...watch, signal: ended })).rejects.toThrow(
      'cancelled',
    );
  });
});

describe("the paper's normalisation", () => {
  test('turns vectors with a negative sum round, and leaves those alone that sum to nothing', () => {
    const points = toPoints([normalised([3, 1]), normalised([-3, 1]), Float32Array.of(0.5, -0.5)]);
    const { points: divided, directions, turned } = scaled(points, 'paper_sum');
    expect(turned).toBe(1);
    expect([...divided.values.subarray(0, 2)]).toEqual([0.75, 0.25]);
    expect(divided.values[2]).toBeCloseTo(1.5, 6);
    expect(divided.values[3]).toBeCloseTo(-0.5, 6);
    expect(directions.values[2]).toBeGreaterThan(0);
    expect([...divided.values.subarray(4)]).toEqual([0.5, -0.5]);
  });

  test('leaves what is stored as it was', () => {
    const points = randomPoints(10, 4, 3);
    const before = points.values.slice();
    scaled(points, 'paper_sum');
    expect(points.values).toEqual(before);
  });
});
