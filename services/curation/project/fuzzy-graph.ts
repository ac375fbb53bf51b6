import type { KnnGraph } from '../../neighbours/knn-graph.ts';

/** The links between rows, each pair once: from `heads` to `tails`, with weights from 0 to 1 for how closely they belong together. */
export interface FuzzyGraph {
  readonly rows: number;
  readonly heads: Int32Array;
  readonly tails: Int32Array;
  readonly weights: Float32Array;
}

const SEARCH_STEPS = 64;
const TOLERANCE = 1e-5;
/** The width of a row's kernel is at least this share of its mean distance. */
const LEAST_WIDTH = 1e-3;

/**
 * The fuzzy simplicial set of a graph of neighbours (McInnes, Healy and Melville 2018, UMAP, algorithms 2 and 3). For each row
 * the membership of its neighbours falls exponentially with their distance beyond the nearest one, just so fast that the
 * memberships sum to log2 of their number. The weight of a pair is the probabilistic union of its two directions. Distances
 * are cosine distances.
 * @param neighbours how many links of a row are used, the nearest first
 */
export function fuzzyGraph(graph: KnnGraph, neighbours: number): FuzzyGraph {
  const used = Math.min(neighbours, graph.k);
  const strengths = new Float32Array(graph.rows * used);
  for (let row = 0; row < graph.rows; row++) {
    strengths.set(membershipsOf(distancesOf(graph, row, used)), row * used);
  }
  return united(graph, strengths, used);
}

function distancesOf({ k, scores }: KnnGraph, row: number, used: number): Float64Array {
  return Float64Array.from({ length: used }, (_, rank) => Math.max(0, 1 - scores[row * k + rank]!));
}

/** How surely each neighbour of a row belongs to it, from 0 to 1, by their cosine distances, the nearest first. */
export function membershipsOf(distances: Float64Array): Float64Array {
  const nearest = distances.find((distance) => distance > 0) ?? 0;
  const mean = distances.reduce((sum, distance) => sum + distance, 0) / distances.length;
  // The code of the paper counts the row itself as a neighbour too.
  const target = Math.log2(distances.length + 1);
  const width = Math.max(widthFor(distances, nearest, target), LEAST_WIDTH * mean);
  return distances.map((distance) => membership(distance - nearest, width));
}

function membership(beyond: number, width: number): number {
  return beyond <= 0 || width === 0 ? 1 : Math.exp(-beyond / width);
}

/** The width at which the memberships sum to `target`, found by bisection. */
function widthFor(distances: Float64Array, nearest: number, target: number): number {
  let [low, high, width] = [0, Infinity, 1];
  for (let step = 0; step < SEARCH_STEPS; step++) {
    const sum = distances.reduce((total, distance) => total + membership(distance - nearest, width), 0);
    if (Math.abs(sum - target) < TOLERANCE) break;
    if (sum > target) high = width;
    else low = width;
    width = high === Infinity ? 2 * width : (low + high) / 2;
  }
  return width;
}

/** The links with their weights `a + b - a b`, where `a` and `b` are both directions; two mutual neighbours make one link. */
function united(graph: KnnGraph, strengths: Float32Array, used: number): FuzzyGraph {
  const { rows, k, neighbours } = graph;
  const heads = new Int32Array(rows * used);
  const tails = new Int32Array(rows * used);
  const weights = new Float32Array(rows * used);
  let count = 0;
  for (let row = 0; row < rows; row++) {
    for (let rank = 0; rank < used; rank++) {
      const other = neighbours[row * k + rank]!;
      const back = neighbours.subarray(other * k, other * k + used).indexOf(row);
      if (back >= 0 && other < row) continue;
      const there = strengths[row * used + rank]!;
      const here = back < 0 ? 0 : strengths[other * used + back]!;
      heads[count] = row;
      tails[count] = other;
      weights[count] = there + here - there * here;
      count += 1;
    }
  }
  return {
    rows,
    heads: heads.subarray(0, count),
    tails: tails.subarray(0, count),
    weights: weights.subarray(0, count),
  };
}
