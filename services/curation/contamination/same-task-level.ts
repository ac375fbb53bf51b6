/** How alike in content rows of one task usually are; quantiles of the cosine similarity of pairs. */
export interface BaseRate {
  readonly pairs: number;
  readonly median: number;
  readonly p90: number;
  readonly p99: number;
  /** What about one pair in 30,000 reaches: `TAIL` standard deviations above the middle. */
  readonly level: number;
}

export interface SameTaskLevels {
  /** Null when there were fewer than `FEWEST_PAIRS` pairs to learn from. */
  readonly base: BaseRate | null;
  /** For each text, the content similarity from which a shared task does not explain it. */
  readonly levels: Float64Array;
}

/** Below this two texts rarely ask for the same thing, whatever the base rate is; see tests/bench/planted-leaks.ts. */
const LOWEST_LEVEL = 0.85;
const TAIL = 4;
/** Standard deviations from the median of a normal distribution to its 90th percentile. */
const TO_P90 = 1.2816;
const FEWEST_PAIRS = 100;
const FEWEST_OWN_PAIRS = 10;
/** Cosines of 1 have no Fisher transform. */
const MOST = 0.9999;

interface Spread {
  readonly middle: number;
  readonly deviation: number;
}

function quantile(sorted: Float32Array, share: number): number {
  return sorted[Math.round(share * (sorted.length - 1))] ?? NaN;
}

const fisher = (cosine: number): number => Math.atanh(Math.max(-MOST, Math.min(MOST, cosine)));

/**
 * Middle and spread of cosines after Fisher's transform (1915), from median and 90th percentile: up to a tenth of the pairs may
 * be leaks without moving either much.
 */
function spreadOf(sorted: Float32Array): Spread {
  const middle = fisher(quantile(sorted, 0.5));
  return { middle, deviation: (fisher(quantile(sorted, 0.9)) - middle) / TO_P90 };
}

const levelOf = ({ middle, deviation }: Spread): number => Math.tanh(middle + TAIL * deviation);

function halfway(one: Spread, other: Spread): Spread {
  return {
    middle: (one.middle + other.middle) / 2,
    deviation: (one.deviation + other.deviation) / 2,
  };
}

/**
 * How high content similarity gets between texts that share a task and are no leaks: for all texts together, and for each one
 * halfway between its own task and all, since forms ("Convert ... into ...") are alike where essays are not.
 * @param similarities content similarities of each text to texts of its task in the training set
 */
export function sameTaskLevels(similarities: readonly Float32Array[]): SameTaskLevels {
  const all = new Float32Array(similarities.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const own of similarities) {
    all.set(own, at);
    at += own.length;
  }
  all.sort();
  if (all.length < FEWEST_PAIRS) {
    return { base: null, levels: new Float64Array(similarities.length).fill(LOWEST_LEVEL) };
  }
  const overall = spreadOf(all);
  const levels = Float64Array.from(similarities, (own) => {
    const spread = own.length < FEWEST_OWN_PAIRS ? overall : halfway(overall, spreadOf(own.slice().sort()));
    return Math.max(LOWEST_LEVEL, levelOf(spread));
  });
  const [median, p90, p99] = [0.5, 0.9, 0.99].map((share) => quantile(all, share));
  return {
    base: {
      pairs: all.length,
      median: median ?? NaN,
      p90: p90 ?? NaN,
      p99: p99 ?? NaN,
      level: levelOf(overall),
    },
    levels,
  };
}
