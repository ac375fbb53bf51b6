import { seededRandom } from '../../runtime/seeded-random.ts';
import type { Pause } from '../../runtime/event-loop-yield.ts';
import type { FuzzyGraph } from './fuzzy-graph.ts';

/**
 * The constant of the curve 1 / (1 + a d²), fitted by least squares to the curve of UMAP for a least distance of 0.1 and a
 * spread of 1 (root mean square error 0.024). umap-learn fits the exponent too (1.79, error 0.016), and must compute a power
 * at every step.
 */
const A = 1.558;
/** How many random rows are pushed away for each row that is pulled. */
const NEGATIVES = 5;
const LEARNING_RATE = 1;
/** The largest step of a row in one direction. */
const MOST_STEP = 4;
/** The layout begins in a square around 0 of twice this width. */
const HALF_WIDTH = 10;
/** Every row is moved at random by up to this part of the half width, so that no two rows lie in one place. */
const NOISE = 1e-4;
/** After this many links other work of the process gets its turn. */
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
 * algorithm 5). The stronger a link is, the more often its rows attract each other, and every time they push away a few
 * random rows. The same seed gives the same layout. It takes O(links x epochs).
 * @param start where the rows begin, `rows x 2`, row-major; the result has the same form
 * @throws what `pause` throws, which is the signal's reason when the signal is aborted
 */
export async function umapLayout(
  graph: FuzzyGraph,
  start: Float64Array,
  { seed, epochs, pause, onEpoch }: LayoutOptions,
): Promise<Float64Array> {
  const layout = spread(start, seed);
  const { heads, weights } = graph;
  const strongest = weights.reduce((most, weight) => Math.max(most, weight), 0);
  // A link acts every `period` epochs; a link with a period longer than the epochs never acts.
  const periods = Float64Array.from(weights, (weight) => strongest / weight);
  const due = periods.slice();
  const random = seededRandom(seed);
  for (let epoch = 0; epoch < epochs; epoch++) {
    const rate = LEARNING_RATE * (1 - epoch / epochs);
    for (let link = 0; link < heads.length; link++) {
      if (link % LINKS_A_TURN === 0) await pause();
      if (due[link]! > epoch + 1) continue;
      due[link]! += periods[link]!;
      act(graph, link, layout, rate, random);
    }
    onEpoch(epoch + 1);
  }
  return layout;
}

/** The start scaled to the square around 0, with a little noise. */
function spread(start: Float64Array, seed: number): Float64Array {
  const largest = start.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const random = seededRandom(seed ^ 0x5bd1e995);
  const factor = largest > 0 ? HALF_WIDTH / largest : 0;
  return start.map((value) => value * factor + (random() - 0.5) * 2 * HALF_WIDTH * NOISE);
}

/** Lets both ends of a link attract each other, and each push away some random rows. */
function act(
  { rows, heads, tails }: FuzzyGraph,
  link: number,
  layout: Float64Array,
  rate: number,
  random: () => number,
): void {
  const head = 2 * heads[link]!;
  const tail = 2 * tails[link]!;
  pull(layout, head, tail, rate);
  for (let i = 0; i < NEGATIVES; i++) push(layout, head, 2 * Math.floor(random() * rows), rate);
  pull(layout, tail, head, rate);
  for (let i = 0; i < NEGATIVES; i++) push(layout, tail, 2 * Math.floor(random() * rows), rate);
}

function clipped(value: number): number {
  return value > MOST_STEP ? MOST_STEP : value < -MOST_STEP ? -MOST_STEP : value;
}

function pull(layout: Float64Array, one: number, other: number, rate: number): void {
  const dx = layout[one]! - layout[other]!;
  const dy = layout[one + 1]! - layout[other + 1]!;
  const squared = dx * dx + dy * dy;
  if (squared === 0) return;
  const force = (-2 * A) / (1 + A * squared);
  const x = rate * clipped(force * dx);
  const y = rate * clipped(force * dy);
  layout[one]! += x;
  layout[one + 1]! += y;
  layout[other]! -= x;
  layout[other + 1]! -= y;
}

function push(layout: Float64Array, one: number, other: number, rate: number): void {
  if (one === other) return;
  const dx = layout[one]! - layout[other]!;
  const dy = layout[one + 1]! - layout[other + 1]!;
  const squared = dx * dx + dy * dy;
  if (squared === 0) return;
  const force = 2 / ((0.001 + squared) * (1 + A * squared));
  layout[one]! += rate * clipped(force * dx);
  layout[one + 1]! += rate * clipped(force * dy);
}
