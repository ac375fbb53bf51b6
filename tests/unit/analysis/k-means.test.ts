import { describe, expect, test } from 'vitest';
import { kMeans, lloyd } from '../../../services/analysis/k-means.ts';
import { gramOf, toPoints } from '../../../services/analysis/points.ts';
import { seededRandom } from '../../../services/runtime/seeded-random.ts';
import { readGoldenMetrics } from './golden-metrics.ts';

const { clusters } = await readGoldenMetrics();

function cloud(rows: number, dimensions: number, seed: number): Float32Array[] {
  const random = seededRandom(seed);
  return Array.from({ length: rows }, () => Float32Array.from({ length: dimensions }, () => random() - 0.5));
}

/** Sum of squared distances to the means of the clusters, computed from the vectors themselves. */
function inertiaOf(vectors: readonly Float32Array[], labels: Int32Array): number {
  const members = new Map<number, Float32Array[]>();
  vectors.forEach((vector, row) => {
    const label = labels[row] ?? -1;
    members.set(label, [...(members.get(label) ?? []), vector]);
  });
  let inertia = 0;
  for (const group of members.values()) {
    const mean = Array.from(
      group[0] ?? [],
      (_, k) => group.reduce((sum, v) => sum + (v[k] ?? 0), 0) / group.length,
    );
    for (const vector of group) inertia += mean.reduce((sum, m, k) => sum + ((vector[k] ?? 0) - m) ** 2, 0);
  }
  return inertia;
}

describe('k-means', () => {
  test.each(clusters.map((golden, index) => ({ index, golden })))(
    'from the same centres, scikit-learn ends with the same clusters: set $index',
    ({ golden }) => {
      const points = toPoints(golden.points.map((point) => Float32Array.from(point)));
      const own = lloyd(gramOf(points), Int32Array.from(golden.seeds));
      expect([...own.labels]).toEqual(golden.labels);
      expect(own.inertia / golden.inertia).toBeCloseTo(1, 6);
    },
  );

  test('its inertia is that of the vectors, to seven digits', () => {
    const vectors = cloud(150, 12, 5);
    const { labels, inertia } = kMeans(gramOf(toPoints(vectors)), { clusters: 9, seed: 1 });
    expect(inertia / inertiaOf(vectors, labels)).toBeCloseTo(1, 6);
  });

  test('more starts never make the inertia worse, and help at some seed', () => {
    const gram = gramOf(toPoints(cloud(200, 6, 11)));
    let helped = 0;
    for (const seed of [1, 2, 3, 4]) {
      const inertias = [1, 2, 4, 8].map((starts) => kMeans(gram, { clusters: 12, seed, starts }).inertia);
      inertias.slice(1).forEach((inertia, i) => expect(inertia).toBeLessThanOrEqual(inertias[i] ?? 0));
      if ((inertias.at(-1) ?? 0) < (inertias[0] ?? 0)) helped += 1;
    }
    expect(helped).toBeGreaterThan(0);
  });

  test('the same seed gives the same clusters, another seed others', () => {
    const gram = gramOf(toPoints(cloud(120, 5, 2)));
    const labels = (seed: number) => [...kMeans(gram, { clusters: 10, seed, starts: 1 }).labels];
    expect(labels(7)).toEqual(labels(7));
    expect(labels(7)).not.toEqual(labels(8));
  });

  test('finds groups that lie far apart', () => {
    const centres = [0, 10, 20].map((x) => [x, -x]);
    const vectors = Array.from({ length: 60 }, (_, i) =>
      Float32Array.from(centres[i % 3] ?? [], (x) => x + Math.sin(i) / 4),
    );
    const { labels } = kMeans(gramOf(toPoints(vectors)), { clusters: 3, seed: 0 });
    labels.forEach((label, row) => expect(label).toBe(labels[row % 3]));
    expect(new Set(labels).size).toBe(3);
  });

  test('a centre that no row is near to gets the row that lies worst', () => {
    const points = toPoints([0, 0, 0, 5, 9].map((x) => Float32Array.of(x, 1)));
    const { labels, inertia } = lloyd(gramOf(points), Int32Array.of(0, 1, 2));
    expect(new Set(labels).size).toBe(3);
    expect(inertia).toBeCloseTo(0, 6);
  });

  test('as many clusters as rows are rows alone, and equal rows may leave clusters empty', () => {
    const alone = kMeans(gramOf(toPoints(cloud(8, 3, 4))), { clusters: 8, seed: 0 });
    expect(new Set(alone.labels).size).toBe(8);
    const equal = kMeans(gramOf(toPoints(Array.from({ length: 6 }, () => Float32Array.of(1, 0)))), {
      clusters: 3,
      seed: 0,
    });
    expect(equal.inertia).toBe(0);
  });

  test.each([0, 6])('%i clusters of five rows are refused', (count) => {
    const gram = gramOf(toPoints(cloud(5, 2, 1)));
    expect(() => kMeans(gram, { clusters: count, seed: 0 })).toThrow(RangeError);
  });
});
