import { BLOCK_ROWS, blocks, dotBlock, type Points } from '../../analysis/points.ts';
import type { Pause } from '../../runtime/event-loop-yield.ts';

/** A set of labels that ask for the same kind of work, each a row of what it was made of. */
export interface LabelCluster {
  readonly labels: readonly number[];
}

/** Rows that the prior of the similarity within a label counts for. */
const PRIOR_PAIRS = 2;

/** Clusters on their way. `products` holds the scalar products of their sums of vectors, which add up like these. */
interface State {
  readonly count: number;
  readonly sizes: Float64Array;
  readonly products: Float32Array;
  readonly isActive: Uint8Array;
  /** Similarity within a label, on average over all. */
  readonly prior: number;
  /** Square root of the similarity within each cluster. */
  readonly spreads: Float64Array;
  readonly nearest: Int32Array;
  readonly nearness: Float64Array;
}

/**
 * Merges labels whose rows lie in the same place, the nearest two first, while the two are at least `mergeAt` alike:
 * agglomerative clustering with average linkage (Sokal and Michener 1958), where the mean similarity of rows of two
 * clusters is divided by the geometric mean of those within each. So 1 means that they can't be told apart, however
 * wide they spread, in the space of any encoder. Ties go to the earlier label. O(labels²) time and memory.
 *
 * `sums` has the sum of the L2-normalised vectors of each label in a row, `sizes` how many they are.
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
    const other = kept < 0 ? -1 : (state.nearest[kept] ?? -1);
    if (kept < 0 || other < 0 || (state.nearness[kept] ?? 0) < mergeAt) break;
    const [into, from] = kept < other ? [kept, other] : [other, kept];
    merge(state, into, from);
    await pause();
    members[into]?.push(...(members[from] ?? []));
  }
  return members.flatMap((labels, at) => (state.isActive[at] === 1 ? [{ labels }] : []));
}

/** Scalar products of all with all, in 4 bytes each. */
async function productsOf(sums: Points, pause: Pause): Promise<Float32Array> {
  const { rows } = sums;
  const products = new Float32Array(rows * rows);
  const out = new Float64Array(BLOCK_ROWS * BLOCK_ROWS);
  for (const left of blocks({ begin: 0, end: rows })) {
    for (const right of blocks({ begin: left.begin, end: rows })) {
      dotBlock(sums, left, right, out);
      for (let a = left.begin; a < left.end; a++) {
        for (let b = right.begin; b < right.end; b++) {
          const product = out[(a - left.begin) * (right.end - right.begin) + b - right.begin] ?? 0;
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
    const size = sizes[label] ?? 0;
    together += (products[label * count + label] ?? 0) - size;
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

/** Mean similarity of two different rows of a cluster; of few rows it is drawn to the mean over all labels. */
function measureSpread({ count, products, sizes, prior, spreads }: State, at: number): void {
  const size = sizes[at] ?? 0;
  const together = (products[at * count + at] ?? 0) - size;
  const mean = (together + PRIOR_PAIRS * prior) / (size * (size - 1) + PRIOR_PAIRS);
  spreads[at] = Math.sqrt(Math.max(mean, Number.EPSILON));
}

function likeness({ count, products, sizes, spreads }: State, a: number, b: number): number {
  const between = (products[a * count + b] ?? 0) / ((sizes[a] ?? 1) * (sizes[b] ?? 1));
  return between / ((spreads[a] ?? 1) * (spreads[b] ?? 1));
}

function findNearest(state: State, at: number): void {
  state.nearest[at] = -1;
  state.nearness[at] = -Infinity;
  for (let other = 0; other < state.count; other++) {
    if (other === at || state.isActive[other] === 0) continue;
    const alike = likeness(state, at, other);
    if (alike <= (state.nearness[at] ?? 0)) continue;
    state.nearest[at] = other;
    state.nearness[at] = alike;
  }
}

function mostAlike({ count, isActive, nearness }: State): number {
  let best = -1;
  for (let at = 0; at < count; at++) {
    if (isActive[at] === 0) continue;
    if (best < 0 || (nearness[at] ?? 0) > (nearness[best] ?? 0)) best = at;
  }
  return best;
}

function merge(state: State, into: number, from: number): void {
  const { count, products, sizes, isActive, nearest, nearness } = state;
  sizes[into] = (sizes[into] ?? 0) + (sizes[from] ?? 0);
  const own = (products[into * count + into] ?? 0) + (products[from * count + from] ?? 0);
  products[into * count + into] = own + 2 * (products[into * count + from] ?? 0);
  for (let other = 0; other < count; other++) {
    if (other === into || other === from) continue;
    const sum = (products[into * count + other] ?? 0) + (products[from * count + other] ?? 0);
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
    if (alike <= (nearness[other] ?? 0)) continue;
    nearest[other] = into;
    nearness[other] = alike;
  }
}
