import { describe, expect, it } from 'vitest';
import { toPoints, type Points } from '../../../../services/analysis/points.ts';
import { fuzzyGraph } from '../../../../services/curation/project/fuzzy-graph.ts';
import { principalPlane } from '../../../../services/curation/project/principal-plane.ts';
import { umapLayout } from '../../../../services/curation/project/umap-layout.ts';
import { at } from '../../../../services/runtime/at.ts';
import { exactGraph } from '../exact-graph.ts';
import { planted } from '../group-tasks/planted.ts';

const pause = (): Promise<void> => Promise.resolve();

async function layoutOf(points: Points, seed = 42): Promise<Float64Array> {
  const start = await principalPlane(points, seed, pause);
  const graph = fuzzyGraph(exactGraph(points, 15), 15);
  return umapLayout(graph, start, { seed, epochs: 100, pause, onEpoch: () => undefined });
}

describe('the principal plane', () => {
  it('is that of data which lie on one, whatever the dimensions', async () => {
    const vectors = Array.from({ length: 40 }, (_, row) => {
      const [x, y] = [Math.cos(row) * 3, Math.sin(row)];
      return Float32Array.of(1 + x, 2, 3 + y, x - y);
    });
    const plane = await principalPlane(toPoints(vectors), 1, pause);
    const squares = (values: Iterable<number>): number =>
      [...values].reduce((sum, value) => sum + value * value, 0);
    const means = [0, 1, 2, 3].map(
      (k) => vectors.reduce((sum, vector) => sum + at(vector, k), 0) / vectors.length,
    );
    const centred = vectors.flatMap((vector) => [...vector].map((value, k) => value - at(means, k)));
    expect(squares(plane)).toBeCloseTo(squares(centred), 2);
  });
});

describe('the fuzzy graph', () => {
  it('has each pair of neighbours once, and the nearest in full', () => {
    const { points } = planted(80, 4, 0.8, 1);
    const graph = exactGraph(points, 10);
    const { heads, tails, weights } = fuzzyGraph(graph, 10);
    const pairs = new Set(
      Array.from(heads, (head, link) => [head, at(tails, link)].sort((a, b) => a - b).join()),
    );
    expect(pairs.size).toBe(heads.length);
    for (let row = 0; row < 80; row++) {
      const pair = [row, at(graph.neighbours, row * 10)].sort((a, b) => a - b).join();
      expect(pairs).toContain(pair);
      const place = heads.findIndex(
        (head, link) => [head, at(tails, link)].sort((a, b) => a - b).join() === pair,
      );
      expect(weights[place]).toBeCloseTo(1, 5);
    }
    expect(weights.every((weight) => weight >= 0 && weight <= 1)).toBe(true);
  });
});

describe('the layout', () => {
  it('puts rows of a kind together: the nearest row on the plane is of the same kind', async () => {
    const { points, kinds } = planted(200, 5, 0.4, 2);
    const plane = await layoutOf(points);
    const flat = exactNearest(plane);
    const same = flat.filter((nearest, row) => kinds[nearest] === kinds[row]).length;
    expect(same / 200).toBeGreaterThan(0.97);
  });

  it('is the same for the same seed, and another for another', async () => {
    const { points } = planted(60, 3, 0.6, 3);
    expect(await layoutOf(points)).toEqual(await layoutOf(points));
    expect(await layoutOf(points, 7)).not.toEqual(await layoutOf(points));
  });

  it('has a finite place for every row: one row, two, all equal, all apart, fewer than neighbours', async () => {
    const unit = (k: number): Float32Array => Float32Array.from({ length: 8 }, (_, i) => Number(i === k));
    for (const vectors of [
      [unit(0)],
      [unit(0), unit(1)],
      Array.from({ length: 40 }, () => unit(0)),
      Array.from({ length: 8 }, (_, k) => unit(k)),
    ]) {
      const plane = await layoutOf(toPoints(vectors));
      expect(plane).toHaveLength(2 * vectors.length);
      expect(plane.every(Number.isFinite)).toBe(true);
    }
  });

  it('ends when it is told to', async () => {
    const { points } = planted(60, 3, 0.6, 4);
    const graph = fuzzyGraph(exactGraph(points, 15), 15);
    const start = new Float64Array(120);
    const stop = (): Promise<void> => Promise.reject(new Error('stopped'));
    const options = { seed: 1, epochs: 5, pause: stop, onEpoch: () => undefined };
    await expect(umapLayout(graph, start, options)).rejects.toThrow('stopped');
  });
});

function exactNearest(plane: Float64Array): number[] {
  const rows = plane.length / 2;
  return Array.from({ length: rows }, (_, row) => {
    let [best, nearest] = [Infinity, -1];
    for (let other = 0; other < rows; other++) {
      const distance =
        (at(plane, 2 * other) - at(plane, 2 * row)) ** 2 +
        (at(plane, 2 * other + 1) - at(plane, 2 * row + 1)) ** 2;
      if (other !== row && distance < best) [best, nearest] = [distance, other];
    }
    return nearest;
  });
}
