import { plusPlusSeeds } from './k-means-seeds.ts';
import type { Gram } from './points.ts';
import { seededRandom } from '../runtime/seeded-random.ts';

export interface KMeansOptions {
  readonly clusters: number;
  readonly seed: number;
  /** How many times to start with other centres; the best outcome is kept. Default 10. */
  readonly starts?: number;
}

export interface Clusters {
  /** Cluster of each row, from 0. */
  readonly labels: Int32Array;
  /** Sum of the squared distances of the rows to the centres of their clusters. */
  readonly inertia: number;
}

const DEFAULT_STARTS = 10;
const MAX_ITERATIONS = 300;
/** Squared distances up to this count as zero, because the scalar products are exact to seven digits only. */
const NOTHING = 1e-6;

/** The clusters during the iteration. */
interface State {
  readonly gram: Gram;
  readonly labels: Int32Array;
  readonly sizes: Int32Array;
  /**
   * Scalar product of the sum of each cluster's rows with every row, `clusters x rows`, row-major. A centre is such a sum
   * divided by the size of its cluster, so these products give the distance of every row from every centre.
   */
  readonly sums: Float64Array;
  /** Squared distance of each row to the nearest centre. */
  readonly distances: Float64Array;
}

function addRow({ gram, sizes, sums }: State, row: number, cluster: number, sign: 1 | -1): void {
  const { rows, values } = gram;
  sizes[cluster]! += sign;
  for (let i = 0, from = row * rows, to = cluster * rows; i < rows; i++, from++, to++) {
    sums[to]! += sign * values[from]!;
  }
}

function move(state: State, row: number, cluster: number): void {
  const before = state.labels[row]!;
  if (before >= 0) addRow(state, row, before, -1);
  addRow(state, row, cluster, 1);
  state.labels[row] = cluster;
}

/** The cluster whose seed row is nearest to `row`; the first of several that are equally near. */
function nearestSeed({ rows, values }: Gram, row: number, seeds: Int32Array): number {
  let best = Infinity;
  let nearest = 0;
  seeds.forEach((seed, cluster) => {
    const distance = values[seed * rows + seed]! - 2 * values[seed * rows + row]!;
    if (distance >= best) return;
    best = distance;
    nearest = cluster;
  });
  return nearest;
}

/** Squared length of each centre; Infinity for an empty cluster, so that no row is assigned to it. */
function squaredCentres({ gram, labels, sizes, sums }: State): Float64Array {
  const squares = new Float64Array(sizes.length);
  labels.forEach((cluster, row) => {
    squares[cluster]! += sums[cluster * gram.rows + row]!;
  });
  return squares.map((square, cluster) => {
    const size = sizes[cluster]!;
    return size === 0 ? Infinity : square / size ** 2;
  });
}

/** The cluster whose centre is nearest to each row; writes the distances into the state. */
function nearestCentres(state: State): Int32Array {
  const { gram, sizes, sums, distances } = state;
  const { rows, values } = gram;
  const squares = squaredCentres(state);
  const nearest = new Int32Array(rows);
  distances.fill(Infinity);
  for (let cluster = 0; cluster < sizes.length; cluster++) {
    const size = sizes[cluster]!;
    if (size === 0) continue;
    const square = squares[cluster]!;
    const scale = -2 / size;
    for (let row = 0, at = cluster * rows; row < rows; row++, at++) {
      const distance = square + scale * sums[at]!;
      if (distance >= distances[row]!) continue;
      distances[row] = distance;
      nearest[row] = cluster;
    }
  }
  for (let row = 0; row < rows; row++) {
    distances[row] = Math.max(0, distances[row]! + values[row * rows + row]!);
  }
  return nearest;
}

/**
 * Moves into every empty cluster the row that is farthest from its own centre, as long as there is one that does not lie
 * on its centre. Tells whether any row was moved.
 */
function fillEmptyClusters(state: State): boolean {
  const { sizes, labels, distances } = state;
  let filled = false;
  for (let cluster = 0; cluster < sizes.length; cluster++) {
    if (sizes[cluster]! > 0) continue;
    let farthest = -1;
    let most = NOTHING;
    distances.forEach((distance, row) => {
      if (distance <= most || sizes[labels[row]!]! < 2) return;
      farthest = row;
      most = distance;
    });
    if (farthest < 0) return filled;
    move(state, farthest, cluster);
    distances[farthest] = 0;
    filled = true;
  }
  return filled;
}

/**
 * Lloyd's iteration from centres that are rows, until no row changes its cluster or 300 passes are done. It works on the
 * scalar products alone, so its cost does not depend on the dimensions: every row that moves costs two additions for each
 * of the rows.
 * @param seeds row numbers of the first centres
 */
export function lloyd(gram: Gram, seeds: Int32Array): Clusters {
  const { rows } = gram;
  const state: State = {
    gram,
    labels: new Int32Array(rows).fill(-1),
    sizes: new Int32Array(seeds.length),
    sums: new Float64Array(seeds.length * rows),
    distances: new Float64Array(rows),
  };
  for (let row = 0; row < rows; row++) move(state, row, nearestSeed(gram, row, seeds));
  for (let i = 0; i < MAX_ITERATIONS; i++) {
    let changed = false;
    nearestCentres(state).forEach((cluster, row) => {
      if (cluster === state.labels[row]) return;
      move(state, row, cluster);
      changed = true;
    });
    const filled = fillEmptyClusters(state);
    if (!changed && !filled) break;
  }
  return { labels: state.labels, inertia: state.distances.reduce((sum, distance) => sum + distance, 0) };
}

/**
 * k-means: Lloyd's algorithm (1982) from greedy k-means++ seeds (Arthur and Vassilvitskii 2007); of several starts the one
 * with the least inertia. The same seed gives the same clusters. A larger number of starts repeats those of a smaller one
 * first, so its inertia is never higher.
 * @throws RangeError when there are more clusters than rows, or none
 */
export function kMeans(gram: Gram, { clusters, seed, starts = DEFAULT_STARTS }: KMeansOptions): Clusters {
  if (clusters < 1 || clusters > gram.rows) {
    throw new RangeError(`${clusters} clusters of ${gram.rows} rows: give 1 to ${gram.rows}`);
  }
  const random = seededRandom(seed);
  let best = lloyd(gram, plusPlusSeeds(gram, clusters, random));
  for (let start = 1; start < starts; start++) {
    const next = lloyd(gram, plusPlusSeeds(gram, clusters, random));
    if (next.inertia < best.inertia) best = next;
  }
  return best;
}
