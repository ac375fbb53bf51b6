import { SAME_VECTOR } from '../../analysis/dot.ts';
import type { KnnGraph } from '../../neighbours/knn-graph.ts';

/**
 * What each candidate covers, and how well. Candidate `c` covers the rows `covered[i]` with `scores[i]`, for `i` from
 * `offsets[c]` up to, and without, `offsets[c + 1]`. A row that is not listed is not covered: its score is 0.
 */
export interface CoverageLists {
  readonly candidates: number;
  /** Rows that may be covered. They are the candidates themselves, or the rows of a target set. */
  readonly ground: number;
  readonly offsets: Int32Array;
  readonly covered: Int32Array;
  /** Above 0, at most 1. */
  readonly scores: Float32Array;
}

const exactly = (score: number): number => (score >= SAME_VECTOR ? 1 : score);

/** Lists whose lengths are counted first: `visit` is called twice and names the same entries in the same order. */
function toLists(
  candidates: number,
  ground: number,
  visit: (entry: (candidate: number, row: number, score: number) => void) => void,
): CoverageLists {
  const offsets = new Int32Array(candidates + 1);
  visit((candidate) => {
    offsets[candidate + 1] = (offsets[candidate + 1] ?? 0) + 1;
  });
  for (let c = 0; c < candidates; c++) offsets[c + 1] = (offsets[c + 1] ?? 0) + (offsets[c] ?? 0);
  const length = offsets[candidates] ?? 0;
  const covered = new Int32Array(length);
  const scores = new Float32Array(length);
  const next = offsets.slice(0, candidates);
  visit((candidate, row, score) => {
    const at = next[candidate] ?? 0;
    covered[at] = row;
    scores[at] = exactly(score);
    next[candidate] = at + 1;
  });
  return { candidates, ground, offsets, covered, scores };
}

/** For each row, the rows that have it among their neighbours. */
function reversed({ rows, k, neighbours, scores }: KnnGraph): CoverageLists {
  return toLists(rows, rows, (entry) => {
    for (let row = 0, at = 0; row < rows; row++) {
      for (let i = 0; i < k; i++, at++) entry(neighbours[at] ?? 0, row, scores[at] ?? 0);
    }
  });
}

/**
 * Rows that cover one another: themselves with 1, and both ends of an edge with its similarity, whichever of the two
 * has the other among its neighbours. This is the symmetric sparse matrix, with ones on its diagonal, that apricot
 * takes as `precomputed`. Similarities of 0 and below cover nothing.
 */
export function coverageOfGraph(graph: KnnGraph): CoverageLists {
  const { rows, k, neighbours, scores } = graph;
  const back = reversed(graph);
  const listedBy = new Int32Array(rows);
  return toLists(rows, rows, (entry) => {
    listedBy.fill(-1);
    for (let row = 0; row < rows; row++) {
      entry(row, row, 1);
      for (let at = row * k, end = at + k; at < end; at++) {
        const other = neighbours[at] ?? 0;
        listedBy[other] = row;
        if ((scores[at] ?? 0) > 0) entry(row, other, scores[at] ?? 0);
      }
      for (let at = back.offsets[row] ?? 0, end = back.offsets[row + 1] ?? 0; at < end; at++) {
        const other = back.covered[at] ?? 0;
        if (listedBy[other] !== row && (back.scores[at] ?? 0) > 0) entry(row, other, back.scores[at] ?? 0);
      }
    }
  });
}

/** The nearest candidates of each row of another set, row-major `rows x k`. */
export interface NearestCandidates {
  readonly rows: number;
  readonly k: number;
  readonly candidates: Int32Array;
  readonly scores: Float32Array;
}

/** Rows of another set, each covered by those candidates that are nearest to it. */
export function coverageOfTarget(nearest: NearestCandidates, candidates: number): CoverageLists {
  return toLists(candidates, nearest.rows, (entry) => {
    for (let at = 0; at < nearest.rows * nearest.k; at++) {
      const score = nearest.scores[at] ?? 0;
      if (score > 0) entry(nearest.candidates[at] ?? 0, Math.floor(at / nearest.k), score);
    }
  });
}

/** How well each row is covered by what was taken so far. */
export interface Cover {
  readonly lists: CoverageLists;
  /** What a row counts; null: all count 1. */
  readonly weights: Float64Array | null;
  readonly best: Float64Array;
}

export function emptyCover(lists: CoverageLists, weights: Float64Array | null = null): Cover {
  return { lists, weights, best: new Float64Array(lists.ground) };
}

/**
 * What a candidate would add: the sum over the rows that it covers of the weight times the increase. It never grows
 * while others are taken, in floating point as well: the terms are added in the same order, and none of them grows.
 */
export function coverageGain({ lists, weights, best }: Cover, candidate: number): number {
  const { offsets, covered, scores } = lists;
  const end = offsets[candidate + 1] ?? 0;
  let gain = 0;
  for (let at = offsets[candidate] ?? 0; at < end; at++) {
    const row = covered[at] ?? 0;
    const increase = (scores[at] ?? 0) - (best[row] ?? 0);
    if (increase > 0) gain += weights === null ? increase : increase * (weights[row] ?? 0);
  }
  return gain;
}

/** Takes a candidate. */
export function coverWith({ lists, best }: Cover, candidate: number): void {
  const { offsets, covered, scores } = lists;
  const end = offsets[candidate + 1] ?? 0;
  for (let at = offsets[candidate] ?? 0; at < end; at++) {
    const row = covered[at] ?? 0;
    best[row] = Math.max(best[row] ?? 0, scores[at] ?? 0);
  }
}
