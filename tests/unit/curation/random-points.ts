import { toPoints } from '../../../services/analysis/points.ts';
import type { Points } from '../../../services/analysis/points.ts';
import type { KnnGraph } from '../../../services/neighbours/knn-graph.ts';
import { randomIndex, seededRandom } from '../../../services/runtime/seeded-random.ts';
import { dotInOrder } from '../../../services/analysis/dot.ts';
import { at } from '../../../services/runtime/at.ts';

function normalised(vector: readonly number[]): Float32Array {
  const length = Math.hypot(...vector) || 1;
  return Float32Array.from(vector, (value) => value / length);
}

/** Rows in groups that lie near one another; every fifth row is a copy of an earlier one. */
export function clusteredPoints(rows: number, seed: number, groups = 7, dimensions = 12): Points {
  const random = seededRandom(seed);
  const draw = (): number[] => Array.from({ length: dimensions }, () => random() - 0.5);
  const centres = Array.from({ length: groups }, draw);
  const vectors: Float32Array[] = [];
  for (let row = 0; row < rows; row++) {
    const copied = row % 5 === 4 ? vectors[randomIndex(random, row)] : undefined;
    const centre = at(centres, randomIndex(random, groups));
    const noise = draw();
    vectors.push(copied ?? normalised(centre.map((value, k) => value + 0.4 * at(noise, k))));
  }
  return toPoints(vectors);
}

/** Rows that are all the same vector. */
export function equalPoints(rows: number): Points {
  return toPoints(Array.from({ length: rows }, () => normalised([1, 2, 3])));
}

/** Rows that are all at right angles to each other: the axes. */
export function orthogonalPoints(rows: number): Points {
  return toPoints(
    Array.from({ length: rows }, (_, row) =>
      Float32Array.from({ length: rows }, (_, k) => Number(k === row)),
    ),
  );
}

export function similarity({ dimensions, values }: Points, a: number, b: number): number {
  return dotInOrder(values, a * dimensions, values, b * dimensions, dimensions);
}

/** The graph of nearest neighbours, made by comparing every row with every other. */
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
    others.slice(0, k).forEach(({ other, score }, rank) => {
      graph.neighbours[row * k + rank] = other;
      graph.scores[row * k + rank] = score;
    });
  }
  return graph;
}
