import { describe, expect, test } from 'vitest';
import type { Points } from '../../../../services/analysis/points.ts';
import { coverageOfGraph } from '../../../../services/curation/select/coverage.ts';
import {
  budgetFor,
  coverageCurve,
  kneeOf,
  thinned,
} from '../../../../services/curation/select/coverage-curve.ts';
import { seededRandom, shuffled } from '../../../../services/runtime/seeded-random.ts';
import { at } from '../../../../services/runtime/at.ts';
import { clusteredPoints, equalPoints, orthogonalPoints, plainGraph } from '../random-points.ts';

const SETS: readonly (readonly [string, Points])[] = [
  ['groups with copies', clusteredPoints(60, 3)],
  ['all rows equal', equalPoints(12)],
  ['all rows different', orthogonalPoints(12)],
  ['one row', equalPoints(1)],
];

function curveOf(points: Points, ranking: readonly number[], initial: readonly number[] = []) {
  const lists = coverageOfGraph(plainGraph(points, 5));
  const taskOf = Int32Array.from({ length: points.rows }, (_, row) => (row % 4) - 1);
  return coverageCurve({ lists, weights: null, initial, ranking, taskOf });
}

describe('the coverage curve', () => {
  test.each(SETS)('it never falls, and all rows in any order cover all: %s', (_, points) => {
    const order = shuffled(Array(points.rows).keys(), seededRandom(1));
    const curve = curveOf(points, order);
    expect(curve.map(({ budget }) => budget)).toEqual([...Array(points.rows + 1).keys()]);
    curve.slice(1).forEach(({ coverage, tasks }, i) => {
      expect(coverage).toBeGreaterThanOrEqual(at(curve, i).coverage);
      expect(tasks).toBeGreaterThanOrEqual(at(curve, i).tasks);
    });
    expect(curve[0]).toEqual({ budget: 0, coverage: 0, tasks: 0 });
    expect(curve.at(-1)?.coverage).toBeCloseTo(1, 9);
  });

  test('it begins with what the rows taken before cover, and counts distinct tasks', () => {
    const points = clusteredPoints(40, 2);
    const curve = curveOf(points, [4, 5, 6, 8], [1, 2]);
    expect(curve[0]).toMatchObject({ budget: 0, tasks: 2 });
    expect(curve.at(-1)?.tasks).toBe(2);
    expect(curve[0]?.coverage).toBeCloseTo(curveOf(points, [1, 2]).at(-1)?.coverage ?? 0, 12);
  });

  test('its knee is where it is farthest above the line between its ends; a straight one has none', () => {
    const along = (coverages: readonly number[]) =>
      coverages.map((coverage, budget) => ({ budget, coverage, tasks: 0 }));
    expect(kneeOf(along([0, 0.4, 0.7, 0.75, 0.8]))).toMatchObject({ budget: 2 });
    expect(kneeOf(along([0, 0.25, 0.5, 0.75, 1]))).toBeNull();
    expect(kneeOf(along([0.5, 0.5]))).toBeNull();
    expect(kneeOf(along([0]))).toBeNull();
    expect(kneeOf([])).toBeNull();
  });

  test('the fewest rows for a share of its end', () => {
    const curve = [0, 0.4, 0.7, 0.75, 0.8].map((coverage, budget) => ({ budget, coverage, tasks: 0 }));
    expect([0, 0.5, 0.51, 0.9, 1].map((share) => budgetFor(curve, share))).toEqual([0, 1, 2, 3, 4]);
  });

  test('thinned, it keeps its ends and its order', () => {
    const curve = Array.from({ length: 5_001 }, (_, budget) => ({
      budget,
      coverage: budget / 5_000,
      tasks: 0,
    }));
    const few = thinned(curve, 100);
    expect(few.length).toBeLessThanOrEqual(100);
    expect([few[0]?.budget, few.at(-1)?.budget]).toEqual([0, 5_000]);
    few.slice(1).forEach(({ budget }, i) => expect(budget).toBeGreaterThan(at(few, i).budget));
    expect(thinned(curve.slice(0, 7), 100)).toEqual(curve.slice(0, 7));
  });
});
