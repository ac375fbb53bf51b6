import { describe, expect, test } from 'vitest';
import type { Points } from '../../../../services/analysis/points.ts';
import { balancedCells } from '../../../../services/curation/compress/balanced-cells.ts';
import { checkEstimate } from '../../../../services/curation/compress/check-estimate.ts';
import {
  centralRepresentatives,
  drawRepresentatives,
} from '../../../../services/curation/compress/representatives.ts';
import { estimateMean, randomError } from '../../../../services/curation/compress/weighted-estimate.ts';
import { seededRandom } from '../../../../services/runtime/seeded-random.ts';
import { at } from '../../../../services/runtime/at.ts';
import { clusteredPoints, equalPoints, orthogonalPoints, similarity } from '../random-points.ts';

const SETS: readonly (readonly [string, Points])[] = [
  ['groups with copies', clusteredPoints(83, 3)],
  ['all rows equal', equalPoints(31)],
  ['all rows different', orthogonalPoints(20)],
  ['one row', equalPoints(1)],
];
const mean = (values: readonly number[]): number => values.reduce((sum, v) => sum + v, 0) / values.length;

describe('balanced cells', () => {
  test.each(SETS)('every row is in one cell, and sizes differ by one row at most: %s', (_, points) => {
    for (const count of [1, 2, 3, 7, 19, points.rows].filter((asked) => asked <= points.rows)) {
      const cells = balancedCells(points, count);
      expect(cells).toHaveLength(count);
      const rows = cells.flatMap((cell) => [...cell]).sort((a, b) => a - b);
      expect(rows).toEqual([...Array(points.rows).keys()]);
      const sizes = cells.map(({ length }) => length);
      expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
    }
  });

  test('rows of a cell are nearer to one another than to others', () => {
    const points = clusteredPoints(200, 5, 8);
    const cells = balancedCells(points, 20);
    const cellOf = new Int32Array(200);
    cells.forEach((cell, at) => cell.forEach((row) => (cellOf[row] = at)));
    const within: number[] = [];
    const between: number[] = [];
    for (let a = 0; a < 200; a++) {
      for (let b = 0; b < a; b++) (cellOf[a] === cellOf[b] ? within : between).push(similarity(points, a, b));
    }
    expect(mean(within)).toBeGreaterThan(mean(between) + 0.3);
  });

  test('no cells are asked for, and none come', () => expect(balancedCells(equalPoints(4), 0)).toEqual([]));
});

describe('representatives', () => {
  test.each(SETS)(
    'each stands for a cell that it is in, and their weights add up to all rows: %s',
    (_, points) => {
      const count = Math.ceil(points.rows / 4);
      for (const representatives of [
        drawRepresentatives(balancedCells(points, count), 1),
        centralRepresentatives(
          Int32Array.from({ length: points.rows }, (_, row) => row % count),
          Float32Array.from({ length: points.rows }, (_, row) => row / points.rows),
        ),
      ]) {
        for (const { row, cell } of representatives) expect([...cell]).toContain(row);
        expect(representatives.reduce((sum, { cell }) => sum + cell.length, 0)).toBe(points.rows);
      }
    },
  );

  test('the same seed draws the same rows, another seed others', () => {
    const cells = balancedCells(clusteredPoints(120, 4), 12);
    const drawn = (seed: number) => drawRepresentatives(cells, seed).map(({ row }) => row);
    expect(drawn(1)).toEqual(drawn(1));
    expect(drawn(1)).not.toEqual(drawn(2));
  });

  test('the central one of a cluster is the one nearest to its centre, the earlier of two alike', () => {
    const found = centralRepresentatives(
      Int32Array.of(0, 1, 0, 1, 0),
      Float32Array.of(0.1, 0.9, 0.8, 0.9, 0.2),
    );
    expect(found.map(({ row, cell }) => [row, [...cell]])).toEqual([
      [2, [0, 2, 4]],
      [1, [1, 3]],
    ]);
  });
});

describe('the estimate of a mean score', () => {
  const points = clusteredPoints(400, 6, 10);
  const random = seededRandom(9);
  /** The score of a row, which depends on where the row lies and on chance. */
  const scores = Array.from({ length: 400 }, (_, row) => {
    const ease = at(points.values, row * points.dimensions) > 0 ? 0.85 : 0.35;
    return Number(random() < ease);
  });
  const full = mean(scores);
  const cells = balancedCells(points, 40);
  const estimates = Array.from({ length: 400 }, (_, seed) =>
    estimateMean(
      drawRepresentatives(cells, seed).map(({ row, cell }) => ({
        score: at(scores, row),
        weight: cell.length,
      })),
    ),
  );

  test('it has no bias over many seeds, and misses by less than random rows do', () => {
    expect(Math.abs(mean(estimates.map((one) => one.mean)) - full)).toBeLessThan(0.01);
    const error = Math.sqrt(mean(estimates.map((one) => (one.mean - full) ** 2)));
    expect(error).toBeLessThan(randomError(scores, 40) ?? 0);
  });

  test('about 95 of 100 intervals have the mean of all rows in them', () => {
    const inside = estimates.filter((one) => Math.abs(one.mean - full) <= (one.margin ?? 0)).length;
    expect(inside / estimates.length).toBeGreaterThan(0.92);
    expect(inside / estimates.length).toBeLessThan(0.995);
  });

  test('all rows as representatives leave no error', () => {
    const { mean: estimated, margin } = estimateMean(scores.map((score) => ({ score, weight: 1 })));
    expect(estimated).toBeCloseTo(full, 12);
    expect(margin).toBe(0);
    expect(randomError(scores, 400)).toBe(0);
  });

  test('scores that are all alike are not taken for certain, and one score has no margin', () => {
    const alike = Array.from({ length: 50 }, () => ({ score: 1, weight: 10 }));
    expect(estimateMean(alike)).toEqual({ mean: 1, margin: 0.06 });
    expect(estimateMean([{ score: 0.5, weight: 7 }])).toEqual({ mean: 0.5, margin: null });
  });

  test('weights count: a representative of nine rows weighs nine times one of one', () => {
    expect(estimateMean([9, 1].map((weight, at) => ({ score: at, weight }))).mean).toBeCloseTo(0.1, 12);
  });

  test('scores of representatives alone give an estimate, those of all rows also its error', () => {
    const representatives = drawRepresentatives(cells, 3);
    const chosen = new Set(representatives.map(({ row }) => row));
    const part = scores.map((score, row) => (chosen.has(row) ? score : null));
    const alone = checkEstimate({ name: 'a', values: part }, representatives);
    const whole = checkEstimate({ name: 'a', values: scores }, representatives);
    expect(alone).toMatchObject({ scored_rows: 40, scored_representatives: 40, full: null, error: null });
    expect(alone.estimate).toBe(whole.estimate);
    expect(whole.full).toBeCloseTo(full, 12);
    expect(whole.error).toBeCloseTo((whole.estimate ?? 0) - full, 12);
    const none = checkEstimate({ name: 'a', values: scores.map(() => null) }, representatives);
    expect(none).toMatchObject({ estimate: null, margin: null, full: null, random_error: null });
  });
});
