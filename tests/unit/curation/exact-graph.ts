import type { Points } from '../../../services/analysis/points.ts';
import type { KnnGraph } from '../../../services/neighbours/knn-graph.ts';
import { dotInOrder } from '../../../services/analysis/dot.ts';
import { at } from '../../../services/runtime/at.ts';

/** The graph of nearest neighbours, made by comparing every row with every other. */
export function exactGraph({ rows, dimensions, values }: Points, asked: number): KnnGraph {
  const k = Math.max(0, Math.min(asked, rows - 1));
  const graph = { rows, k, neighbours: new Int32Array(rows * k), scores: new Float32Array(rows * k) };
  const similarities = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    for (let other = 0; other < rows; other++) {
      similarities[other] = dotInOrder(values, row * dimensions, values, other * dimensions, dimensions);
    }
    const nearest = [...similarities.keys()].filter((other) => other !== row);
    nearest.sort((a, b) => at(similarities, b) - at(similarities, a) || a - b);
    nearest.slice(0, k).forEach((other, rank) => {
      graph.neighbours[row * k + rank] = other;
      graph.scores[row * k + rank] = at(similarities, other);
    });
  }
  return graph;
}
