import { SAME_VECTOR } from '../../analysis/dot.ts';
import type { KnnGraph } from '../../neighbours/knn-graph.ts';

/**
 * What each candidate covers, and how well. Candidate `c` covers the rows `covered[i]` with `scores[i]`, for `i` from
 * `offsets[c]` up to, and without, `offsets[c + 1]`. A row that is not listed is not covered: its score is 0.
 */
export interface CoverageLists {
  readonly candidates: number;
  /** Rows that may be covered. They are the candidates themselves, or the rows of a target set. */
  readonly groundRows: number;
  readonly offsets: Int32Array;
  readonly covered: Int32Array;
  /** At most 1; those of 0 and below cover nothing. */
  readonly scores: Float32Array;
}

const exactly = (score: number): number => (score >= SAME_VECTOR ? 1 : score);

/** Where the list of each item begins, when `items` names the item of each entry; the last is their number. */
function offsetsOf(items: Int32Array, count: number): Int32Array {
  const offsets = new Int32Array(count + 1);
  for (let at = 0; at < items.length; at++) {
    const after = (items[at] ?? 0) + 1;
    offsets[after] = (offsets[after] ?? 0) + 1;
  }
  for (let item = 0; item < count; item++)
    offsets[item + 1] = (offsets[item + 1] ?? 0) + (offsets[item] ?? 0);
  return offsets;
}

/**
 * Lists turned round: `items` are `width` a row, and what comes out are the rows of each item, ascending. Similarities
 * of 0 and below are kept.
 */
function transposed(items: Int32Array, scores: Float32Array, width: number, count: number): CoverageLists {
  const offsets = offsetsOf(items, count);
  const next = offsets.slice(0, count);
  const covered = new Int32Array(items.length);
  const turned = new Float32Array(items.length);
  const rows = width === 0 ? 0 : items.length / width;
  for (let row = 0, at = 0; row < rows; row++) {
    for (let i = 0; i < width; i++, at++) {
      const item = items[at] ?? 0;
      const to = next[item] ?? 0;
      next[item] = to + 1;
      covered[to] = row;
      turned[to] = exactly(scores[at] ?? 0);
    }
  }
  return { candidates: count, groundRows: rows, offsets, covered, scores: turned };
}

/**
 * Rows that cover one another: themselves with 1, and both ends of an edge with its similarity, whichever of the two
 * has the other among its neighbours. This is the symmetric sparse matrix, with ones on its diagonal, that apricot
 * takes as `precomputed`. Similarities of 0 and below cover nothing.
 */
export function coverageOfGraph({ rows, k, neighbours, scores }: KnnGraph): CoverageLists {
  const back = transposed(neighbours, scores, k, rows);
  const offsets = new Int32Array(rows + 1);
  // Every edge in both directions is the most there can be.
  const covered = new Int32Array(rows + 2 * rows * k);
  const values = new Float32Array(covered.length);
  const listedBy = new Int32Array(rows).fill(-1);
  let length = 0;
  for (let row = 0; row < rows; row++) {
    covered[length] = row;
    values[length++] = 1;
    for (let at = row * k, end = at + k; at < end; at++) {
      const other = neighbours[at] ?? 0;
      const score = scores[at] ?? 0;
      listedBy[other] = row;
      if (score <= 0) continue;
      covered[length] = other;
      values[length++] = exactly(score);
    }
    for (let at = back.offsets[row] ?? 0, end = back.offsets[row + 1] ?? 0; at < end; at++) {
      const other = back.covered[at] ?? 0;
      const score = back.scores[at] ?? 0;
      if (listedBy[other] === row || score <= 0) continue;
      covered[length] = other;
      values[length++] = score;
    }
    offsets[row + 1] = length;
  }
  return {
    candidates: rows,
    groundRows: rows,
    offsets,
    covered: covered.subarray(0, length),
    scores: values.subarray(0, length),
  };
}

/** The nearest `k` candidates of each row of another set, row-major. */
export interface NearestCandidates {
  readonly k: number;
  readonly candidates: Int32Array;
  readonly scores: Float32Array;
}

/** Rows of another set, each covered by those candidates that are nearest to it. */
export function coverageOfTarget(
  { k, candidates: nearest, scores }: NearestCandidates,
  candidates: number,
): CoverageLists {
  return transposed(nearest, scores, k, candidates);
}

/** How well each row is covered by what was taken so far. */
export interface Cover {
  readonly lists: CoverageLists;
  /** What a row counts; null: all count 1. */
  readonly weights: Float64Array | null;
  readonly best: Float64Array;
}

export function emptyCover(lists: CoverageLists, weights: Float64Array | null = null): Cover {
  return { lists, weights, best: new Float64Array(lists.groundRows) };
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
