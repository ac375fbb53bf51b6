import { setImmediate as nextTurn } from 'node:timers/promises';
import { dotAt } from './dot.ts';
import { selectRows, type Points } from './points.ts';
import { randomIndex, seededRandom, shuffled } from '../runtime/seeded-random.ts';

/**
 * Finds for each of `points` the nearest of `centres` and its cosine similarity; of several that are equally near the
 * first one.
 */
export type NearestCentre = (
  points: Points,
  centres: Points,
) => Promise<{ readonly nearest: Int32Array; readonly similarities: Float32Array }>;

export interface SphericalOptions {
  readonly clusters: number;
  readonly seed: number;
  readonly nearestCentre: NearestCentre;
  /** Called before each pass over all rows, with the passes done and the most that there can be. */
  readonly onPass: (done: number, total: number) => void;
}

export interface SphericalClusters {
  /** Cluster of each row, from 0. */
  readonly labels: Int32Array;
  /** Cosine similarity of each row to the centre of its cluster. */
  readonly similarities: Float32Array;
  /** The centre of each cluster, of length 1. */
  readonly centres: Points;
}

const MOST_PASSES = 25;
/** The iteration ends when no more than this share of the rows change their cluster. */
const FEW_CHANGES = 1e-3;
/** For each cluster this many rows are candidates for seeds; with more, seeding would take as long as all passes. */
const SEED_ROWS = 5;

/**
 * Chooses rows that are far from one another: each is drawn with a probability in proportion to its squared distance to
 * the nearest of those before it (k-means++, Arthur and Vassilvitskii 2007).
 */
async function plusPlusRows(points: Points, clusters: number, random: () => number): Promise<number[]> {
  const { rows, dimensions, values } = points;
  const pool = shuffled(Array(rows).keys(), random).slice(0, Math.max(clusters, clusters * SEED_ROWS));
  const distances = new Float64Array(pool.length).fill(2);
  const seeds: number[] = [];
  let chosen = randomIndex(random, pool.length);
  for (;;) {
    const seed = pool[chosen]!;
    seeds.push(seed);
    if (seeds.length === clusters) return seeds;
    distances[chosen] = 0;
    let total = 0;
    pool.forEach((row, at) => {
      const similarity = dotAt(values, row * dimensions, values, seed * dimensions, dimensions);
      distances[at] = Math.min(distances[at]!, Math.max(0, 1 - similarity));
      total += distances[at];
    });
    const target = random() * total;
    let sum = 0;
    chosen = distances.findIndex((distance) => (sum += distance) > target);
    if (chosen < 0) chosen = pool.findIndex((row) => !seeds.includes(row));
    if (seeds.length % 16 === 0) await nextTurn();
  }
}

/** The mean direction of each cluster, of length 1; an empty cluster keeps its centre of before. */
function centresOf(points: Points, labels: Int32Array, before: Points): Points {
  const { dimensions, values } = points;
  const sums = new Float64Array(before.values.length);
  labels.forEach((label, row) => {
    for (let k = 0, from = row * dimensions, to = label * dimensions; k < dimensions; k++, from++, to++) {
      sums[to]! += values[from]!;
    }
  });
  const centres = new Float32Array(sums.length);
  for (let at = 0; at < sums.length; at += dimensions) {
    const sum = sums.subarray(at, at + dimensions);
    const length = Math.sqrt(sum.reduce((squares, value) => squares + value * value, 0));
    if (length === 0) centres.set(before.values.subarray(at, at + dimensions), at);
    else for (let k = 0; k < dimensions; k++) centres[at + k] = sum[k]! / length;
  }
  return { rows: before.rows, dimensions, values: centres };
}

/**
 * k-means on the unit sphere (Dhillon and Modha 2001): Lloyd's iteration with cosine similarity. Unlike `kMeans` it needs
 * no Gram matrix, so it serves for many rows. For vectors of length 1 the squared distance is 2 - 2 cosine; it differs
 * from the usual k-means in that centres, too, are scaled to length 1.
 * @param points L2-normalised rows, at least as many as clusters
 */
export async function sphericalKMeans(points: Points, options: SphericalOptions): Promise<SphericalClusters> {
  const { clusters, seed, nearestCentre, onPass } = options;
  let centres = selectRows(points, await plusPlusRows(points, clusters, seededRandom(seed)));
  let labels = new Int32Array(points.rows).fill(-1);
  for (let pass = 0; ; pass++) {
    onPass(pass, MOST_PASSES);
    const { nearest, similarities } = await nearestCentre(points, centres);
    const changed = nearest.reduce((count, label, row) => count + Number(label !== labels[row]), 0);
    labels = Int32Array.from(nearest);
    if (pass === MOST_PASSES || changed <= FEW_CHANGES * points.rows)
      return { labels, similarities, centres };
    centres = centresOf(points, labels, centres);
  }
}
