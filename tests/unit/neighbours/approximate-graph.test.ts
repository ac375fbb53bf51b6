import { describe, expect, test } from 'vitest';
import { toPoints, vectorOf, type Points } from '../../../services/analysis/points.ts';
import { graphsBelow } from '../../../services/neighbours/graphs.ts';
import type { KnnGraph } from '../../../services/neighbours/knn-graph.ts';
import { keyOf } from '../../../services/neighbours/neighbour-key.ts';
import { temporaryDirectory } from '../../api/temporary-directory.ts';
import { unusedStore } from '../../faults/knn-graph-rows.ts';
import { directions, ranked } from './brute-force.ts';
import { built, requestFor, spoilt } from './graph-requests.ts';

describe('a graph of more rows than are compared with all', () => {
  /** Forty bunches of forty rows, and three rows apart whose own cell is too small for their neighbours. */
  const points = bunches(40, 40, 3);
  const request = requestFor(points, { k: 12 });
  let made: Promise<{ directory: string; graph: KnnGraph }> | undefined;

  function graphByCells(): Promise<{ directory: string; graph: KnnGraph }> {
    made ??= temporaryDirectory().then(async (directory) => ({
      directory,
      graph: await graphsBelow(directory, 100).of(unusedStore).graphOf(request),
    }));
    return made;
  }

  test('has nearly all true neighbours, and says which share', async () => {
    const { graph } = await graphByCells();
    const exact = await built(points, 12);
    const listed = (of: KnnGraph, row: number): number[] => [
      ...of.neighbours.subarray(row * 12, (row + 1) * 12),
    ];
    let found = 0;
    for (let row = 0; row < points.rows; row++) {
      const near = new Set(listed(graph, row));
      found += listed(exact, row).filter((other) => near.has(other)).length;
    }
    const recall = found / exact.neighbours.length;
    expect(recall).toBeGreaterThan(0.97);
    expect(graph.recall).toBeCloseTo(recall, 2);
  });

  test('has the score that the exact one has for every pair', async () => {
    const { graph } = await graphByCells();
    const others = points.rows - 1;
    const whole = await built(points, others);
    for (let row = 0; row < points.rows; row++) {
      const exact = new Map<number, number>();
      for (let place = row * others; place < (row + 1) * others; place++)
        exact.set(whole.neighbours[place] ?? -1, whole.scores[place] ?? -2);
      for (let place = row * 12; place < (row + 1) * 12; place++)
        expect(graph.scores[place]).toBe(exact.get(graph.neighbours[place] ?? -1));
    }
  });

  test('lists every row once, the nearest first, equal ones in their order, and never the row itself', async () => {
    const { graph } = await graphByCells();
    for (let row = 0; row < points.rows; row++) {
      const near = [...graph.neighbours.subarray(row * 12, (row + 1) * 12)];
      const keys = near.map((other, place) => keyOf(other, 1e6 * (graph.scores[row * 12 + place] ?? 0)));
      expect(new Set([...near, row]).size).toBe(13);
      expect([...keys].sort((a, b) => b - a)).toEqual(keys);
    }
  });

  test('gives rows whose cells have too few others the true ones', async () => {
    const { graph } = await graphByCells();
    for (const row of [1_600, 1_601, 1_602]) {
      const exact = ranked(vectorOf(points, row), points, row).slice(0, 12);
      expect([...graph.neighbours.subarray(row * 12, (row + 1) * 12)]).toEqual(exact.map((one) => one.row));
    }
  });

  test('is kept with its share, and equal when it is made again', async () => {
    const { directory, graph } = await graphByCells();
    const kept = graphsBelow(directory, 100).of(unusedStore);
    expect(await kept.graphOf({ ...request, points: spoilt(points) })).toEqual(graph);
    const again = graphsBelow(await temporaryDirectory(), 100).of(unusedStore);
    expect(await again.graphOf(request)).toEqual(graph);
  });
});

/** So many bunches of rows around directions, and behind them so many rows that are all alike and far from the others. */
function bunches(count: number, size: number, apart: number): Points {
  const centres = directions(count + 1, 48, 21);
  const noise = directions(count * size + apart, 48, 22);
  const vectors = Array.from({ length: count * size + apart }, (_, row) => {
    const bunch = Math.min(count, Math.floor(row / size));
    const spread = bunch === count ? 0.02 : 0.7;
    const raw = vectorOf(centres, bunch).map((value, i) => value + spread * (vectorOf(noise, row)[i] ?? 0));
    const length = Math.hypot(...raw);
    return raw.map((value) => value / length);
  });
  return toPoints(vectors);
}
