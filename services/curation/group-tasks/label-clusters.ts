import { BLOCK_ROWS, blocks, dotBlock, type Points } from '../../analysis/points.ts';
import type { Pause } from '../../runtime/event-loop-yield.ts';

/** A set of labels that ask for the same kind of work; each is the number of a row of the given sums. */
export interface LabelCluster {
  readonly labels: readonly number[];
}

/** The prior of the similarity within a label weighs as much as this many ordered pairs of rows. */
const PRIOR_PAIRS = 2;

/** The clusters while they are merged. */
interface State {
  readonly count: number;
  /** How many rows each cluster has. */
  readonly sizes: Float64Array;
  /** The scalar products of the clusters' sums, `count x count`; those of a merged cluster are the sums of its parts. */
  readonly products: Float32Array;
  /** 0 for clusters that were merged into another one. */
  readonly isActive: Uint8Array;
  /** The mean similarity of two rows of one label, over all labels. */
  readonly prior: number;
  /** The square root of the similarity within each cluster. */
  readonly spreads: Float64Array;
  /** The cluster most like each cluster, and how alike they are. */
  readonly nearest: Int32Array;
  readonly nearness: Float64Array;
}

/**
 * Merges labels whose rows lie in the same place: always the two most alike clusters, while their likeness is at least
 * `mergeAt`. This is agglomerative clustering with average linkage (Sokal and Michener 1958). The likeness is the mean
 * similarity of rows of two clusters, divided by the geometric mean of the similarities within each. A likeness of 1 means
 * that they cannot be told apart, however widely they spread and whatever the encoder is. Of two equal pairs the one with the
 * earlier label is merged first. It takes O(labels²) time and memory.
 * @param sums the sum of the L2-normalised vectors of each label, `labels x dimensions`
 * @param sizes how many vectors each sum has
 */
export async function clusterLabels(
  sums: Points,
  sizes: Float64Array,
  mergeAt: number,
  pause: Pause,
): Promise<LabelCluster[]> {
  const state = initialState(await productsOf(sums, pause), sizes);
  const members = Array.from({ length: state.count }, (_, label) => [label]);
  for (let label = 0; label < state.count; label++) findNearest(state, label);
  for (;;) {
    const kept = mostAlike(state);
    const other = kept < 0 ? -1 : state.nearest[kept]!;
    if (kept < 0 || other < 0 || state.nearness[kept]! < mergeAt) break;
    const [into, from] = kept < other ? [kept, other] : [other, kept];
    merge(state, into, from);
    await pause();
    members[into]!.push(...members[from]!);
  }
  return members.flatMap((labels, cluster) => (state.isActive[cluster] === 1 ? [{ labels }] : []));
}

/** The scalar products of all sums with all sums, `labels x labels`, in 4 bytes each. */
async function productsOf(sums: Points, pause: Pause): Promise<Float32Array> {
  const { rows } = sums;
  const products = new Float32Array(rows * rows);
  const out = new Float64Array(BLOCK_ROWS * BLOCK_ROWS);
  for (const left of blocks({ begin: 0, end: rows })) {
    for (const right of blocks({ begin: left.begin, end: rows })) {
      dotBlock(sums, left, right, out);
      for (let a = left.begin; a < left.end; a++) {
        for (let b = right.begin; b < right.end; b++) {
          const product = out[(a - left.begin) * (right.end - right.begin) + b - right.begin]!;
          products[a * rows + b] = product;
          products[b * rows + a] = product;
        }
      }
    }
    await pause();
  }
  return products;
}

function initialState(products: Float32Array, sizes: Float64Array): State {
  const count = sizes.length;
  let together = 0;
  let pairs = 0;
  for (let label = 0; label < count; label++) {
    const size = sizes[label]!;
    together += products[label * count + label]! - size;
    pairs += size * (size - 1);
  }
  const state: State = {
    count,
    sizes: sizes.slice(),
    products,
    isActive: new Uint8Array(count).fill(1),
    prior: pairs === 0 ? 1 : Math.max(together / pairs, Number.EPSILON),
    nearest: new Int32Array(count).fill(-1),
    spreads: new Float64Array(count),
    nearness: new Float64Array(count).fill(-Infinity),
  };
  for (let label = 0; label < count; label++) measureSpread(state, label);
  return state;
}

/**
 * Computes the spread of a cluster from the mean similarity of two different rows of it. When the cluster has few rows, this
 * mean is drawn towards that over all labels.
 */
function measureSpread({ count, products, sizes, prior, spreads }: State, cluster: number): void {
  const size = sizes[cluster]!;
  const together = products[cluster * count + cluster]! - size;
  const mean = (together + PRIOR_PAIRS * prior) / (size * (size - 1) + PRIOR_PAIRS);
  spreads[cluster] = Math.sqrt(Math.max(mean, Number.EPSILON));
}

function likeness({ count, products, sizes, spreads }: State, a: number, b: number): number {
  const between = products[a * count + b]! / (sizes[a]! * sizes[b]!);
  return between / (spreads[a]! * spreads[b]!);
}

function findNearest(state: State, cluster: number): void {
  state.nearest[cluster] = -1;
  state.nearness[cluster] = -Infinity;
  for (let other = 0; other < state.count; other++) {
    if (other === cluster || state.isActive[other] === 0) continue;
    const alike = likeness(state, cluster, other);
    if (alike <= state.nearness[cluster]) continue;
    state.nearest[cluster] = other;
    state.nearness[cluster] = alike;
  }
}

/** The cluster that is most like another one; -1 when there is no cluster. */
function mostAlike({ count, isActive, nearness }: State): number {
  let best = -1;
  for (let cluster = 0; cluster < count; cluster++) {
    if (isActive[cluster] === 0) continue;
    if (best < 0 || nearness[cluster]! > nearness[best]!) best = cluster;
  }
  return best;
}

function merge(state: State, into: number, from: number): void {
  const { count, products, sizes, isActive, nearest, nearness } = state;
  sizes[into]! += sizes[from]!;
  const own = products[into * count + into]! + products[from * count + from]!;
  products[into * count + into] = own + 2 * products[into * count + from]!;
  for (let other = 0; other < count; other++) {
    if (other === into || other === from) continue;
    const sum = products[into * count + other]! + products[from * count + other]!;
    products[into * count + other] = sum;
    products[other * count + into] = sum;
  }
  isActive[from] = 0;
  measureSpread(state, into);
  findNearest(state, into);
  for (let other = 0; other < count; other++) {
    if (other === into || isActive[other] === 0) continue;
    if (nearest[other] === into || nearest[other] === from) {
      findNearest(state, other);
      continue;
    }
    const alike = likeness(state, other, into);
    if (alike <= nearness[other]!) continue;
    nearest[other] = into;
    nearness[other] = alike;
  }
}
