import { toPoints } from '../../../services/analysis/points.ts';
import type { Points } from '../../../services/analysis/points.ts';
import type { KnnGraph } from '../../../services/neighbours/knn-graph.ts';
import { randomIndex, seededRandom } from '../../../services/runtime/seeded-random.ts';

function normalised(vector: readonly number[]): Float32Array {
  const length = Math.hypot(...vector) || 1;
  return Float32Array.from(vector, (value) => value / length);
}

/** Directions in groups: rows of a group lie near one another, and every fifth row is a copy of one before it. */
export function clusteredPoints(rows: number, seed: number, groups = 7, dimensions = 12): Points {
  const random = seededRandom(seed);
  const draw = (): number[] => Array.from({ length: dimensions }, () => random() - 0.5);
  const centres = Array.from({ length: groups }, draw);
  const vectors: Float32Array[] = [];
  for (let row = 0; row < rows; row++) {
    const copied = row % 5 === 4 ? vectors[randomIndex(random, row)] : undefined;
    const centre = centres[randomIndex(random, groups)] ?? [];
    const noise = draw();
    vectors.push(copied ?? normalised(centre.map((value, k) => value + 0.4 * (noise[k] ?? 0))));
  }
  return toPoints(vectors);
}

/** Rows that are all the same vector. */
export function equalPoints(rows: number): Points {
  return toPoints(Array.from({ length: rows }, () => normalised([1, 2, 3])));
}

/** Rows of which none is like another: the axes. */
export function orthogonalPoints(rows: number): Points {
  return toPoints(
    Array.from({ length: rows }, (_, row) =>
      Float32Array.from({ length: rows }, (_, k) => Number(k === row)),
    ),
  );
}

export function similarity({ dimensions, values }: Points, a: number, b: number): number {
  let sum = 0;
  for (let k = 0; k < dimensions; k++) {
    sum += (values[a * dimensions + k] ?? 0) * (values[b * dimensions + k] ?? 0);
  }
  return sum;
}

/** The graph, by comparing all rows with all rows. */
export function plainGraph(points: Points, asked: number): KnnGraph {
  const { rows } = points;
  const k = Math.max(0, Math.min(asked, rows - 1));
  const graph = { rows, k, neighbours: new Int32Array(rows * k), scores: new Float32Array(rows * k) };
  for (let row = 0; row < rows; row++) {
    const others = Array.from({ length: rows }, (_, other) => ({
      other,
      score: Math.fround(similarity(points, row, other)),
    })).filter(({ other }) => other !== row);
    others.sort((a, b) => b.score - a.score || a.other - b.other);
    others.slice(0, k).forEach(({ other, score }, at) => {
      graph.neighbours[row * k + at] = other;
      graph.scores[row * k + at] = score;
    });
  }
  return graph;
}
