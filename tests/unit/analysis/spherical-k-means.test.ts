import { describe, expect, test } from 'vitest';
import type { Points } from '../../../services/analysis/points.ts';
import { centroidRows } from '../../../services/curation/select/centroid-rows.ts';
import { sphericalKMeans } from '../../../services/analysis/spherical-k-means.ts';
import type { NearestCentre } from '../../../services/analysis/spherical-k-means.ts';
import { clusteredPoints, equalPoints, orthogonalPoints } from '../curation/random-points.ts';

/** By comparing every row with every centre. */
const nearestCentre: NearestCentre = ({ rows, dimensions, values }, centres) => {
  const nearest = new Int32Array(rows);
  const similarities = new Float32Array(rows).fill(-2);
  for (let row = 0; row < rows; row++) {
    for (let centre = 0; centre < centres.rows; centre++) {
      let similarity = 0;
      for (let k = 0; k < dimensions; k++) {
        similarity += (values[row * dimensions + k] ?? 0) * (centres.values[centre * dimensions + k] ?? 0);
      }
      if (Math.fround(similarity) <= (similarities[row] ?? 0)) continue;
      similarities[row] = similarity;
      nearest[row] = centre;
    }
  }
  return Promise.resolve({ nearest, similarities });
};

const cluster = (points: Points, clusters: number, seed = 1) =>
  sphericalKMeans(points, { clusters, seed, nearestCentre, onPass: () => undefined });

describe('k-means on the sphere', () => {
  test.each([
    ['groups with copies', clusteredPoints(60, 3)],
    ['all rows equal', equalPoints(12)],
    ['all rows different', orthogonalPoints(12)],
    ['one row', equalPoints(1)],
  ])('it ends, and every row has one of the clusters: %s', async (_, points) => {
    for (const clusters of [1, 3, points.rows].filter((count) => count <= points.rows)) {
      const { labels, similarities } = await cluster(points, clusters);
      expect(labels).toHaveLength(points.rows);
      labels.forEach((label) => expect(label).toBeLessThan(clusters));
      similarities.forEach((similarity) => expect(similarity).toBeGreaterThan(-1.001));
    }
  });

  test('as many clusters as different rows leave each alone', async () => {
    const { labels } = await cluster(orthogonalPoints(12), 12);
    expect(new Set(labels).size).toBe(12);
  });

  test('more clusters bring rows nearer to their centres, and the same seed the same clusters', async () => {
    const points = clusteredPoints(150, 5, 10);
    const nearness = async (clusters: number) =>
      (await cluster(points, clusters)).similarities.reduce((sum, value) => sum + value, 0);
    expect(await nearness(20)).toBeGreaterThan(await nearness(5));
    expect((await cluster(points, 9, 4)).labels).toEqual((await cluster(points, 9, 4)).labels);
  });

  test('its rows are the nearest to the centres, one a cluster, larger clusters first', () => {
    const labels = Int32Array.of(2, 0, 2, 0, 2, 1);
    const similarities = Float32Array.of(0.5, 0.9, 0.7, 0.9, 0.6, 0.1);
    expect(centroidRows({ labels, similarities })).toEqual([
      { row: 2, gain: 3 },
      { row: 1, gain: 2 },
      { row: 5, gain: 1 },
    ]);
  });
});
