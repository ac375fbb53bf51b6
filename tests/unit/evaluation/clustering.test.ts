import { expect, test } from 'vitest';
import { toPoints } from '../../../services/analysis/points.ts';
import { evaluateClustering } from '../../../services/evaluation/clustering.ts';

test('groups that lie apart are found at every seed, which is told as it goes', async () => {
  const labels = Array.from({ length: 40 }, (_, row) => ['a', 'b', 'c', 'd'][row % 4] ?? '');
  const points = toPoints(
    labels.map((_, row) => {
      const angle = (row % 4) + 0.01 * Math.sin(row);
      return Float32Array.of(Math.cos(angle), Math.sin(angle));
    }),
  );
  const told: string[] = [];
  const found = await evaluateClustering(points, labels, { onProgress: (message) => told.push(message) });
  expect(found).toMatchObject({
    rows: 40,
    clusters: 4,
    seeds: 10,
    adjusted_rand: { mean: 1, deviation: 0 },
    purity: { mean: 1, deviation: 0 },
  });
  expect(found.silhouette.mean).toBeGreaterThan(0.9);
  expect(told).toContain('k-means, seed 10 of 10');
});
