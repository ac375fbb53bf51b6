import type { Points } from '../../../services/analysis/points.ts';
import type { KnnGraph } from '../../../services/neighbours/knn-graph.ts';

/** The graph of nearest neighbours by comparing every row with every other. */
export function exactGraph({ rows, dimensions, values }: Points, asked: number): KnnGraph {
  const k = Math.max(0, Math.min(asked, rows - 1));
  const graph = { rows, k, neighbours: new Int32Array(rows * k), scores: new Float32Array(rows * k) };
  const similarities = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    for (let other = 0; other < rows; other++) {
      let sum = 0;
      for (let at = 0, a = row * dimensions, b = other * dimensions; at < dimensions; at++, a++, b++) {
        sum += (values[a] ?? 0) * (values[b] ?? 0);
      }
      similarities[other] = sum;
    }
    const nearest = [...similarities.keys()].filter((other) => other !== row);
    nearest.sort((a, b) => (similarities[b] ?? 0) - (similarities[a] ?? 0) || a - b);
    nearest.slice(0, k).forEach((other, at) => {
      graph.neighbours[row * k + at] = other;
      graph.scores[row * k + at] = similarities[other] ?? 0;
    });
  }
  return graph;
}
