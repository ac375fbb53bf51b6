import type { Points } from '../../../../services/analysis/points.ts';
import type { KnnGraph } from '../../../../services/neighbours/knn-graph.ts';
import { at } from '../../../../services/runtime/at.ts';

/** The graph of nearest neighbours, made by comparing every row with every other. */
export function bruteGraph({ rows, dimensions, values }: Points, k: number): KnnGraph {
  const degree = Math.max(0, Math.min(k, rows - 1));
  const neighbours = new Int32Array(rows * degree);
  const scores = new Float32Array(rows * degree);
  for (let row = 0; row < rows; row++) {
    const all: { other: number; score: number }[] = [];
    for (let other = 0; other < rows; other++) {
      if (other === row) continue;
      let score = 0;
      for (let d = 0; d < dimensions; d++)
        score += at(values, row * dimensions + d) * at(values, other * dimensions + d);
      all.push({ other, score });
    }
    all.sort((x, y) => y.score - x.score || x.other - y.other);
    all.slice(0, degree).forEach(({ other, score }, i) => {
      neighbours[row * degree + i] = other;
      scores[row * degree + i] = score;
    });
  }
  return { rows, k: degree, neighbours, scores };
}
