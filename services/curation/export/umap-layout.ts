import { seededRandom } from '../../runtime/seeded-random.ts';
import type { Pause } from '../../runtime/event-loop-yield.ts';
import type { FuzzyGraph } from './fuzzy-graph.ts';

/**
 * Of the curve 1 / (1 + a d²), by least squares to the one that UMAP wants for a least distance of 0.1 and a spread of
 * 1 (root mean square error 0.024). umap-learn fits the exponent too (1.79, error 0.016), and computes a power a step.
 */
const A = 1.558;
/** Rows pushed away for each that is pulled. */
const NEGATIVES = 5;
const LEARNING_RATE = 1;
const MOST_STEP = 4;
/** The layout begins in a square of this half width, shaken by as much noise. */
const HALF_WIDTH = 10;
const NOISE = 1e-4;
/** Links after which others get a turn. */
const LINKS_A_TURN = 50_000;

export interface LayoutOptions {
  readonly seed: number;
  readonly epochs: number;
  /** Awaited between the turns of an epoch. */
  readonly pause: Pause;
  readonly onEpoch: (done: number) => void;
}

/**
 * Places the rows of a fuzzy graph on a plane by UMAP's stochastic gradient descent (McInnes, Healy and Melville 2018,
 * algorithm 5) from a given start, row-major `rows x 2`: linked rows attract each other as often as their link is
 * strong, and every time push away a few random ones. The same seed gives the same layout. O(links x epochs).
 */
export async function umapLayout(
  graph: FuzzyGraph,
  start: Float64Array,
  { seed, epochs, pause, onEpoch }: LayoutOptions,
): Promise<Float64Array> {
  const layout = spread(start, seed);
  const { heads, weights } = graph;
  const strongest = weights.reduce((most, weight) => Math.max(most, weight), 0);
  // A link acts every `period` epochs; one too weak for a single time never does.
  const periods = Float64Array.from(weights, (weight) => strongest / weight);
  const due = periods.slice();
  const random = seededRandom(seed);
  for (let epoch = 0; epoch < epochs; epoch++) {
    const rate = LEARNING_RATE * (1 - epoch / epochs);
    for (let link = 0; link < heads.length; link++) {
      if (link % LINKS_A_TURN === 0) await pause();
      if ((due[link] ?? Infinity) > epoch + 1) continue;
      due[link] = (due[link] ?? 0) + (periods[link] ?? 0);
      act(graph, link, layout, rate, random);
    }
    onEpoch(epoch + 1);
  }
  return layout;
}

/** The start in a square around 0, where no two rows lie in one place. */
function spread(start: Float64Array, seed: number): Float64Array {
  const largest = start.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const random = seededRandom(seed ^ 0x5bd1e995);
  const factor = largest > 0 ? HALF_WIDTH / largest : 0;
  return start.map((value) => value * factor + (random() - 0.5) * 2 * HALF_WIDTH * NOISE);
}

/** Both ends of a link attract each other, and each pushes away some rows. */
function act(
  { rows, heads, tails }: FuzzyGraph,
  link: number,
  layout: Float64Array,
  rate: number,
  random: () => number,
): void {
  const head = 2 * (heads[link] ?? 0);
  const tail = 2 * (tails[link] ?? 0);
  pull(layout, head, tail, rate);
  for (let at = 0; at < NEGATIVES; at++) push(layout, head, 2 * Math.floor(random() * rows), rate);
  pull(layout, tail, head, rate);
  for (let at = 0; at < NEGATIVES; at++) push(layout, tail, 2 * Math.floor(random() * rows), rate);
}

function clipped(value: number): number {
  return value > MOST_STEP ? MOST_STEP : value < -MOST_STEP ? -MOST_STEP : value;
}

function pull(layout: Float64Array, one: number, other: number, rate: number): void {
  const dx = (layout[one] ?? 0) - (layout[other] ?? 0);
  const dy = (layout[one + 1] ?? 0) - (layout[other + 1] ?? 0);
  const squared = dx * dx + dy * dy;
  if (squared === 0) return;
  const force = (-2 * A) / (1 + A * squared);
  const x = rate * clipped(force * dx);
  const y = rate * clipped(force * dy);
  layout[one] = (layout[one] ?? 0) + x;
  layout[one + 1] = (layout[one + 1] ?? 0) + y;
  layout[other] = (layout[other] ?? 0) - x;
  layout[other + 1] = (layout[other + 1] ?? 0) - y;
}

function push(layout: Float64Array, one: number, other: number, rate: number): void {
  if (one === other) return;
  const dx = (layout[one] ?? 0) - (layout[other] ?? 0);
  const dy = (layout[one + 1] ?? 0) - (layout[other + 1] ?? 0);
  const squared = dx * dx + dy * dy;
  if (squared === 0) return;
  const force = 2 / ((0.001 + squared) * (1 + A * squared));
  layout[one] = (layout[one] ?? 0) + rate * clipped(force * dx);
  layout[one + 1] = (layout[one + 1] ?? 0) + rate * clipped(force * dy);
}
