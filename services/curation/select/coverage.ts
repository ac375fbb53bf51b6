import { SAME_VECTOR } from '../../analysis/dot.ts';
import type { KnnGraph } from '../../neighbours/knn-graph.ts';

/**
 * Which rows each candidate covers, and how well. Candidate `c` covers the rows `covered[i]` with the scores `scores[i]`, for
 * `i` from `offsets[c]` up to but not including `offsets[c + 1]`. A row that is not listed is not covered: its score is 0.
 */
export interface CoverageLists {
  readonly candidates: number;
  /** How many rows may be covered. They are the candidates themselves, or the rows of a target set. */
  readonly groundRows: number;
  readonly offsets: Int32Array;
  readonly covered: Int32Array;
  /** At most 1; an entry with a score of 0 or below covers nothing. */
  readonly scores: Float32Array;
}

const exactly = (score: number): number => (score >= SAME_VECTOR ? 1 : score);

/**
 * Where the list of each item begins when entries are sorted by item, `count + 1` places; the last is the number of entries.
 * @param items the item of each entry
 */
function offsetsOf(items: Int32Array, count: number): Int32Array {
  const offsets = new Int32Array(count + 1);
  for (let entry = 0; entry < items.length; entry++) offsets[items[entry]! + 1]! += 1;
  for (let item = 0; item < count; item++) offsets[item + 1]! += offsets[item]!;
  return offsets;
}

/**
 * Turns lists of items by row into lists of rows by item; the rows of each item are in ascending order. Entries with a
 * similarity of 0 or below are kept.
 * @param items the items of each row, `rows x width`, row-major
 * @param count how many items there are
 */
function transposed(items: Int32Array, scores: Float32Array, width: number, count: number): CoverageLists {
  const offsets = offsetsOf(items, count);
  const next = offsets.slice(0, count);
  const covered = new Int32Array(items.length);
  const turned = new Float32Array(items.length);
  const rows = width === 0 ? 0 : items.length / width;
  for (let row = 0, entry = 0; row < rows; row++) {
    for (let i = 0; i < width; i++, entry++) {
      const item = items[entry]!;
      const to = next[item]!;
      next[item] = to + 1;
      covered[to] = row;
      turned[to] = exactly(scores[entry]!);
    }
  }
  return { candidates: count, groundRows: rows, offsets, covered, scores: turned };
}

/**
 * How the rows of a graph cover one another. A row covers itself with 1. Two rows cover each other with their similarity when
 * at least one of them has the other among its neighbours. This is the symmetric sparse matrix, with ones on its diagonal,
 * that apricot takes as `precomputed`. Similarities of 0 and below cover nothing.
 */
export function coverageOfGraph({ rows, k, neighbours, scores }: KnnGraph): CoverageLists {
  const back = transposed(neighbours, scores, k, rows);
  const offsets = new Int32Array(rows + 1);
  // There are at most as many entries as rows, plus every edge in both directions.
  const covered = new Int32Array(rows + 2 * rows * k);
  const values = new Float32Array(covered.length);
  const listedBy = new Int32Array(rows).fill(-1);
  let length = 0;
  for (let row = 0; row < rows; row++) {
    covered[length] = row;
    values[length++] = 1;
    for (let edge = row * k, end = edge + k; edge < end; edge++) {
      const other = neighbours[edge]!;
      const score = scores[edge]!;
      listedBy[other] = row;
      if (score <= 0) continue;
      covered[length] = other;
      values[length++] = exactly(score);
    }
    for (let edge = back.offsets[row]!, end = back.offsets[row + 1]!; edge < end; edge++) {
      const other = back.covered[edge]!;
      const score = back.scores[edge]!;
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

/** The `k` nearest candidates of each row of a target set; both lists are `rows x k`, row-major. */
export interface NearestCandidates {
  readonly k: number;
  readonly candidates: Int32Array;
  readonly scores: Float32Array;
}

/** How candidates cover a target set: each of its rows is covered by the candidates nearest to it. */
export function coverageOfTarget(
  { k, candidates: nearest, scores }: NearestCandidates,
  candidates: number,
): CoverageLists {
  return transposed(nearest, scores, k, candidates);
}

/** How well each row is covered by the candidates taken so far. */
export interface Cover {
  readonly lists: CoverageLists;
  /** The weight of each row that may be covered; null when all weigh 1. */
  readonly weights: Float64Array | null;
  /** The best score with which each row is covered; 0 when it is not. */
  readonly best: Float64Array;
}

/** The cover before anything is taken. */
export function emptyCover(lists: CoverageLists, weights: Float64Array | null = null): Cover {
  return { lists, weights, best: new Float64Array(lists.groundRows) };
}

/**
 * How much a candidate would add: the sum, over the rows that it covers, of the row's weight times the increase of its score.
 * This never grows while other candidates are taken. That holds in floating point too, since the terms are always added in
 * the same order and none of them grows.
 */
export function coverageGain({ lists, weights, best }: Cover, candidate: number): number {
  const { offsets, covered, scores } = lists;
  const end = offsets[candidate + 1]!;
  let gain = 0;
  for (let entry = offsets[candidate]!; entry < end; entry++) {
    const row = covered[entry]!;
    const increase = scores[entry]! - best[row]!;
    if (increase > 0) gain += weights === null ? increase : increase * weights[row]!;
  }
  return gain;
}

/** Takes a candidate: the rows that it covers better than before get its scores. */
export function coverWith({ lists, best }: Cover, candidate: number): void {
  const { offsets, covered, scores } = lists;
  const end = offsets[candidate + 1]!;
  for (let entry = offsets[candidate]!; entry < end; entry++) {
    const row = covered[entry]!;
    best[row] = Math.max(best[row]!, scores[entry]!);
  }
}
