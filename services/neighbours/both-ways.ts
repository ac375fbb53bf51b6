import type { KnnGraph } from './knn-graph.ts';

/**
 * Offers every row to its neighbours as a neighbour of theirs, in place: a search that misses some pairs may have found one from one side only.
 */
export function takeBothWays({ rows, k, neighbours, scores }: KnnGraph): void {
  for (let row = 0; row < rows; row++) {
    for (let place = row * k; place < (row + 1) * k; place++) {
      const other = neighbours[place]!;
      const score = scores[place]!;
      if (score >= scores[(other + 1) * k - 1]!) offer({ k, neighbours, scores }, other, row, score);
    }
  }
}

/** Puts `row` into the list of `list` when it is not there yet and among the best; rows of equal score in the order of their numbers. */
function offer(
  { k, neighbours, scores }: Omit<KnnGraph, 'rows'>,
  list: number,
  row: number,
  score: number,
): void {
  const first = list * k;
  let place = first + k;
  while (place > first && isBehind(scores[place - 1]!, neighbours[place - 1]!, score, row)) place--;
  if (place === first + k || (place > first && neighbours[place - 1] === row)) return;
  neighbours.copyWithin(place + 1, place, first + k - 1);
  scores.copyWithin(place + 1, place, first + k - 1);
  neighbours[place] = row;
  scores[place] = score;
}

function isBehind(score: number, row: number, other: number, otherRow: number): boolean {
  return score < other || (score === other && row > otherRow);
}
