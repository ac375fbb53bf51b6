import { describe, expect, test } from 'vitest';
import {
  coverageGain,
  coverageOfGraph,
  coverageOfTarget,
  emptyCover,
} from '../../../../services/curation/select/coverage.ts';
import {
  facilityLocation,
  qualityWorth,
  relevanceWorth,
} from '../../../../services/curation/select/facility-location.ts';
import { kCenter } from '../../../../services/curation/select/k-center.ts';
import { lazyGreedy } from '../../../../services/curation/select/lazy-greedy.ts';
import type { GreedyChoice, Marginal, Pick } from '../../../../services/curation/select/lazy-greedy.ts';
import { normaliseQuality, numberOf } from '../../../../services/curation/rows/quality.ts';
import { NO_LIMIT, noQuotas } from '../../../../services/curation/select/quotas.ts';
import type { Quotas } from '../../../../services/curation/select/quotas.ts';
import { randomOrder } from '../../../../services/curation/select/random-order.ts';
import { thresholdFilter } from '../../../../services/curation/select/threshold-filter.ts';
import type { Points } from '../../../../services/analysis/points.ts';
import { seededRandom } from '../../../../services/runtime/seeded-random.ts';
import { at } from '../../../../services/runtime/at.ts';
import { clusteredPoints, equalPoints, orthogonalPoints, plainGraph, similarity } from '../random-points.ts';

function choose(
  marginal: Marginal,
  rows: number,
  budget = rows,
  given: Partial<Omit<GreedyChoice, 'marginal'>> = {},
): Pick[] {
  const choice = { marginal, quotas: noQuotas(rows), initial: [], excluded: new Uint8Array(rows), ...given };
  const picks: Pick[] = [];
  for (const pick of lazyGreedy(choice)) {
    if (picks.length === budget) break;
    picks.push(pick);
  }
  return picks;
}

const rowsOf = (picks: readonly Pick[]): number[] => picks.map(({ row }) => row);
const coverageOf = (points: Points, k: number) => coverageOfGraph(plainGraph(points, k));

/** The greedy algorithm as it is defined, on the whole matrix of similarities. */
function plainGreedy(matrix: readonly (readonly number[])[], budget: number): Pick[] {
  const best = matrix.map(() => 0);
  const picks: Pick[] = [];
  while (picks.length < budget) {
    let top: Pick = { row: -1, gain: -1 };
    matrix.forEach((scores, row) => {
      if (picks.some((pick) => pick.row === row)) return;
      const gain = scores.reduce((sum, score, i) => sum + Math.max(0, score - at(best, i)), 0);
      if (gain > top.gain + 1e-9) top = { row, gain };
    });
    matrix[top.row]?.forEach((score, i) => {
      best[i] = Math.max(at(best, i), score);
    });
    picks.push(top);
  }
  return picks;
}

/** The symmetric matrix of a graph: an edge counts when at least one of its ends has it, and the diagonal is 1. */
function matrixOf(points: Points, k: number): number[][] {
  const { rows, k: width, neighbours } = plainGraph(points, k);
  const lists = Array.from({ length: rows }, (_, row) => neighbours.slice(row * width, (row + 1) * width));
  return lists.map((own, i) =>
    lists.map((other, j) => {
      if (i === j) return 1;
      if (!own.includes(j) && !other.includes(i)) return 0;
      const score = similarity(points, i, j);
      return score > 1 - 1e-6 ? 1 : Math.max(0, score);
    }),
  );
}

const SETS: readonly (readonly [string, Points])[] = [
  ['groups with copies', clusteredPoints(60, 3)],
  ['other groups with copies', clusteredPoints(81, 8, 15)],
  ['all rows equal', equalPoints(12)],
  ['all rows different', orthogonalPoints(12)],
  ['one row', equalPoints(1)],
];

describe('facility location', () => {
  test.each(SETS)('its ranking and gains are those of the plain greedy algorithm: %s', (_, points) => {
    for (const k of [1, 4, 200]) {
      const picks = choose(facilityLocation(emptyCover(coverageOf(points, k)), null), points.rows);
      const plain = plainGreedy(matrixOf(points, k), points.rows);
      picks.forEach(({ gain }, i) => expect(gain).toBeCloseTo(at(plain, i).gain, 4));
      expect(rowsOf(picks)).toEqual(rowsOf(plain));
    }
  });

  test.each(SETS)('each row is taken once, and no gain is above the one before it: %s', (_, points) => {
    const picks = choose(facilityLocation(emptyCover(coverageOf(points, 5)), null), points.rows);
    expect(rowsOf(picks).sort((a, b) => a - b)).toEqual([...Array(points.rows).keys()]);
    picks.slice(1).forEach(({ gain }, i) => expect(gain).toBeLessThanOrEqual(at(picks, i).gain));
  });

  test('the gains add up to the rows when all are taken: each covers itself with 1', () => {
    for (const [, points] of SETS) {
      const picks = choose(facilityLocation(emptyCover(coverageOf(points, 5)), null), points.rows);
      expect(picks.reduce((sum, { gain }) => sum + gain, 0)).toBeCloseTo(points.rows, 9);
    }
  });

  test('of equal rows the first covers all, and the others follow in their order and gain nothing', () => {
    const picks = choose(facilityLocation(emptyCover(coverageOf(equalPoints(9), 8)), null), 9);
    expect(picks).toEqual([...Array(9).keys()].map((row) => ({ row, gain: row === 0 ? 9 : 0 })));
  });

  test('rows taken before cover for nothing and are not named again; excluded rows are never taken', () => {
    const points = clusteredPoints(60, 4);
    const lists = coverageOf(points, 6);
    const whole = choose(facilityLocation(emptyCover(lists), null), 60);
    const initial = rowsOf(whole.slice(0, 10));
    const rest = choose(facilityLocation(emptyCover(lists), null), 60, 60, { initial });
    expect(rest).toEqual(whole.slice(10));
    const excluded = new Uint8Array(60);
    for (const row of initial) excluded[row] = 1;
    const others = rowsOf(choose(facilityLocation(emptyCover(lists), null), 60, 60, { excluded }));
    expect(others.sort((a, b) => a - b)).toEqual(rowsOf(rest).sort((a, b) => a - b));
  });

  test('a row of weight 0 needs no cover', () => {
    const points = clusteredPoints(40, 5);
    const weights = Float64Array.from({ length: 40 }, (_, row) => Number(row < 20));
    const cover = emptyCover(coverageOf(points, 4), weights);
    choose(facilityLocation(cover, null), 40);
    const sum = choose(facilityLocation(emptyCover(coverageOf(points, 4), weights), null), 40).reduce(
      (total, { gain }) => total + gain,
      0,
    );
    expect(sum).toBeCloseTo(20, 9);
  });
});

describe('facility location with quality', () => {
  const points = clusteredPoints(70, 6);
  const random = seededRandom(1);
  const scores = Array.from({ length: 70 }, (_, row) => (row % 7 === 0 ? null : random()));
  const quality = normaliseQuality(scores)?.values ?? new Float64Array();
  const withAlpha = (alpha: number): Pick[] => {
    const cover = emptyCover(coverageOf(points, 6));
    return choose(facilityLocation(cover, qualityWorth(cover, quality, alpha)), 70);
  };

  test('alpha 1 ranks by coverage alone, alpha 0 by quality alone', () => {
    const plain = choose(facilityLocation(emptyCover(coverageOf(points, 6)), null), 70);
    expect(rowsOf(withAlpha(1))).toEqual(rowsOf(plain));
    const byQuality = [...Array(70).keys()].sort((a, b) => at(quality, b) - at(quality, a) || a - b);
    expect(rowsOf(withAlpha(0))).toEqual(byQuality);
  });

  test('a smaller alpha never chooses rows of less quality in sum', () => {
    const sums = [1, 0.6, 0.3, 0].map((alpha) =>
      withAlpha(alpha)
        .slice(0, 15)
        .reduce((sum, { row }) => sum + at(quality, row), 0),
    );
    sums.slice(1).forEach((sum, i) => expect(sum).toBeGreaterThan(at(sums, i) - 0.3));
    expect(sums.at(-1)).toBeGreaterThan(at(sums, 0));
  });

  test('rows without a number count as the lowest and are told', () => {
    expect(normaliseQuality([2, null, 4, 3])).toEqual({
      values: Float64Array.of(0, 0, 1, 0.5),
      missing: 1,
      lowest: 2,
      highest: 4,
    });
    expect(normaliseQuality([7, 7])?.values).toEqual(Float64Array.of(0, 0));
    expect(normaliseQuality([null, null])).toBeNull();
  });

  test('text that is a number is one, and nothing else is', () => {
    expect([3, ' 4.5 ', '1e2', '', ' ', 'high', null, true, [1], undefined].map(numberOf)).toEqual([
      3,
      4.5,
      100,
      ...Array<null>(7).fill(null),
    ]);
  });
});

describe('rows near a target', () => {
  const points = clusteredPoints(50, 7);
  const target = [3, 17, 29];

  /** Each row of the target with its nearest candidates. */
  const nearest = (k: number) => {
    const found = target.map((row) =>
      [...Array(50).keys()].sort((a, b) => similarity(points, row, b) - similarity(points, row, a) || a - b),
    );
    const rows = found.flatMap((order) => order.slice(0, k));
    const scores = rows.map((row, i) => similarity(points, row, at(target, Math.floor(i / k))));
    return { k, candidates: Int32Array.from(rows), scores: Float32Array.from(scores) };
  };
  const relevance = Float64Array.from({ length: 50 }, (_, row) =>
    Math.max(...target.map((wanted) => similarity(points, row, wanted))),
  );

  test('the gains are those of FLQMI', () => {
    const cover = emptyCover(coverageOfTarget(nearest(50), 50));
    const picks = choose(facilityLocation(cover, relevanceWorth(relevance, 0.5)), 50, 8);
    const value = (chosen: readonly number[]): number =>
      target.reduce(
        (sum, i) => sum + Math.max(0, ...chosen.map((j) => similarity(points, i, j))),
        chosen.reduce((sum, j) => sum + 0.5 * Math.max(0, at(relevance, j)), 0),
      );
    picks.forEach(({ row, gain }, place) => {
      const before = rowsOf(picks.slice(0, place));
      expect(gain).toBeCloseTo(value([...before, row]) - value(before), 5);
    });
  });

  test('the target is covered first, and then rows come in the order of relevance', () => {
    const cover = emptyCover(coverageOfTarget(nearest(5), 50));
    const picks = choose(facilityLocation(cover, relevanceWorth(relevance, 0.1)), 50, 20);
    expect([...cover.best]).toEqual([1, 1, 1]);
    const later = picks.slice(3).map(({ row }) => at(relevance, row));
    later.slice(1).forEach((value, i) => expect(value).toBeLessThanOrEqual(at(later, i) + 1e-9));
  });
});

describe('k-center', () => {
  test.each(SETS)('each row taken is the farthest from those before it: %s', (_, points) => {
    const picks = choose(kCenter(points), points.rows);
    const away = (row: number, chosen: readonly number[]): number =>
      Math.min(...chosen.map((other) => Math.sqrt(Math.max(0, 2 - 2 * similarity(points, row, other)))));
    for (const [place, { row: taken, gain }] of picks.entries()) {
      if (place === 0) continue;
      const before = rowsOf(picks.slice(0, place));
      const rest = [...Array(points.rows).keys()].filter((row) => !before.includes(row));
      const farthest = Math.max(...rest.map((row) => away(row, before)));
      expect(away(taken, before)).toBeCloseTo(farthest, 2);
      expect(gain).toBeCloseTo(farthest, 2);
    }
  });

  test('the largest distance left is at most twice the best possible', () => {
    const points = clusteredPoints(16, 9, 4, 3);
    const distance = (a: number, b: number) => Math.sqrt(Math.max(0, 2 - 2 * similarity(points, a, b)));
    const radius = (chosen: readonly number[]): number =>
      Math.max(...[...Array(16).keys()].map((row) => Math.min(...chosen.map((c) => distance(row, c)))));
    let best = Infinity;
    for (let a = 0; a < 16; a++) {
      for (let b = a + 1; b < 16; b++)
        for (let c = b + 1; c < 16; c++) best = Math.min(best, radius([a, b, c]));
    }
    expect(radius(rowsOf(choose(kCenter(points), 16, 3)))).toBeLessThanOrEqual(2 * best + 1e-9);
  });
});

describe('the threshold filter', () => {
  const points = clusteredPoints(60, 10);
  const random = seededRandom(2);
  const quality = Float64Array.from({ length: 60 }, random);

  test.each([0, 0.5, 0.9, 0.999, 1])('rows come by quality, and none is more alike than %f', (threshold) => {
    const picks = choose(thresholdFilter(points, quality, threshold), 60);
    picks.slice(1).forEach(({ gain }, i) => expect(gain).toBeLessThanOrEqual(at(picks, i).gain));
    picks.forEach(({ row }, place) => {
      for (const other of rowsOf(picks.slice(0, place))) {
        expect(similarity(points, row, other)).toBeLessThanOrEqual(threshold + 1e-6);
      }
    });
    const chosen = new Set(rowsOf(picks));
    for (let row = 0; row < 60; row++) {
      if (chosen.has(row)) continue;
      const better = picks.filter((pick) => pick.gain >= at(quality, row));
      expect(better.some((pick) => similarity(points, row, pick.row) > threshold - 1e-6)).toBe(true);
    }
  });
});

describe('random rows', () => {
  test('the same seed gives the same order, another seed another, and all rows come', () => {
    const order = (seed: number): number[] => rowsOf(choose(randomOrder(200, seed), 200));
    expect(order(1)).toEqual(order(1));
    expect(order(1)).not.toEqual(order(2));
    expect(order(3).sort((a, b) => a - b)).toEqual([...Array(200).keys()]);
  });
});

function quotasOf(
  groupOf: Int32Array,
  given: Partial<Record<'minimum' | 'maximum', number[]>>,
  shares?: number[],
) {
  const groups = Math.max(...groupOf) + 1;
  const quotas: Quotas = {
    groupOf,
    groups,
    minimum: Int32Array.from({ length: groups }, (_, group) => given.minimum?.[group] ?? 0),
    maximum: Int32Array.from({ length: groups }, (_, group) => given.maximum?.[group] ?? NO_LIMIT),
    shares: shares === undefined ? null : Float64Array.from(shares),
  };
  return quotas;
}

describe('quotas', () => {
  const points = clusteredPoints(90, 12, 9);
  const lists = coverageOf(points, 6);
  const random = seededRandom(4);
  const groupOf = Int32Array.from({ length: 90 }, () => Math.min(4, Math.floor(random() ** 2 * 5)));
  const sizes = [0, 1, 2, 3, 4].map((group) => groupOf.filter((one) => one === group).length);
  const marginals: readonly (readonly [string, () => Marginal])[] = [
    ['facility location', () => facilityLocation(emptyCover(lists), null)],
    ['k-center', () => kCenter(points)],
    ['random', () => randomOrder(90, 5)],
  ];
  const taken = (picks: readonly Pick[]): number[] =>
    [0, 1, 2, 3, 4].map((group) => picks.filter(({ row }) => groupOf[row] === group).length);

  test.each(marginals)(
    'no group has more than its maximum, and it ends when all are full: %s',
    (_, marginal) => {
      const quotas = quotasOf(groupOf, { maximum: [3, 0, 5, 2, 1] });
      expect(taken(choose(marginal(), 90, 90, { quotas }))).toEqual([3, 0, 5, 2, 1]);
    },
  );

  test.each(marginals)('minimums are filled first, as far as there are rows: %s', (_, marginal) => {
    const minimum = [2, 3, 400, 1, 2];
    const quotas = quotasOf(groupOf, { minimum });
    const least = minimum.map((count, group) => Math.min(count, at(sizes, group)));
    const needed = least.reduce((sum, count) => sum + count, 0);
    expect(taken(choose(marginal(), 90, needed, { quotas }))).toEqual(least);
    expect(choose(marginal(), 90, 90, { quotas })).toHaveLength(90);
  });

  test.each(marginals)(
    'at every budget no share is off by a whole row while rows last: %s',
    (_, marginal) => {
      const shares = [40, 20, 20, 10, 10];
      const picks = choose(marginal(), 90, 90, { quotas: quotasOf(groupOf, {}, shares) });
      for (let budget = 1; budget <= 90; budget++) {
        const got = taken(picks.slice(0, budget));
        if (got.some((count, group) => count === sizes[group])) break;
        got.forEach((count, group) => {
          expect(Math.abs(count - (budget * at(shares, group)) / 100)).toBeLessThan(1);
        });
      }
      expect(picks).toHaveLength(90);
    },
  );

  test.each(marginals)('rows taken before count: %s', (_, marginal) => {
    const initial = [...groupOf.keys()].filter((row) => groupOf[row] === 0).slice(0, 3);
    const quotas = quotasOf(groupOf, { maximum: [4, 4, 4, 4, 4] });
    expect(taken(choose(marginal(), 90, 90, { quotas, initial }))[0]).toBe(1);
  });

  test('every group alone is ranked as the greedy algorithm ranks it', () => {
    const quotas = quotasOf(groupOf, {}, [5, 4, 3, 2, 1]);
    const cover = emptyCover(lists);
    for (const { row, gain } of choose(facilityLocation(emptyCover(lists), null), 90, 40, { quotas })) {
      const rivals = [...groupOf.keys()].filter((other) => groupOf[other] === groupOf[row]);
      for (const rival of rivals) expect(coverageGain(cover, rival)).toBeLessThanOrEqual(gain + 1e-12);
      facilityLocation(cover, null).take(row);
    }
  });
});
