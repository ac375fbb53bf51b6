import { at } from '../../runtime/at.ts';

/** How alike in content texts of one task usually are: quantiles of the cosine similarity of pairs. */
export interface BaseRate {
  readonly pairs: number;
  readonly median: number;
  readonly p90: number;
  /** What one pair in 100 reaches, by the same model as `level`: what was measured would hold the leaks. */
  readonly p99: number;
  /** `TAIL` standard deviations above the median, a similarity that about one pair in 30,000 reaches. */
  readonly level: number;
}

export interface SameTaskLevels {
  /** Null when there were fewer than `FEWEST_PAIRS` pairs. */
  readonly base: BaseRate | null;
  /** For each text, the content similarity from which a shared task does not explain a pair. */
  readonly levels: Float64Array;
}

/** Two texts less alike than this rarely ask for the same thing, whatever the base rate; see tests/bench/planted-leaks.ts. */
const LOWEST_LEVEL = 0.85;
/**
 * Two texts more alike than this ask for the same thing unless their words tell otherwise, whatever the base rate: of a puzzle that a
 * corpus has in many wordings, all pairs are so alike.
 */
const HIGHEST_LEVEL = 0.95;
/** How many standard deviations above the median the level lies. */
const TAIL = 4;
/** The 90th percentile of a normal distribution lies this many standard deviations above its median. */
const TO_P90 = 1.2816;
/** And the 99th this many. */
const TO_P99 = 2.3263;
/** With fewer pairs there is no base rate. */
const FEWEST_PAIRS = 100;
/** A text with fewer pairs gets the level of all texts. */
const FEWEST_OWN_PAIRS = 10;
/** Cosines are cut here, since a cosine of 1 has no Fisher transform. */
const MOST = 0.9999;

interface Spread {
  readonly middle: number;
  readonly deviation: number;
}

function quantile(sorted: Float32Array, share: number): number {
  return at(sorted, Math.round(share * (sorted.length - 1)));
}

const fisher = (cosine: number): number => Math.atanh(Math.max(-MOST, Math.min(MOST, cosine)));

/**
 * Middle and spread of cosines after Fisher's transform (1915). They are taken from the median and the 90th percentile, which
 * hardly move when up to a tenth of the pairs are leaks.
 */
function spreadOf(sorted: Float32Array): Spread {
  const middle = fisher(quantile(sorted, 0.5));
  return { middle, deviation: (fisher(quantile(sorted, 0.9)) - middle) / TO_P90 };
}

const reachedAt = ({ middle, deviation }: Spread, deviations: number): number =>
  Math.tanh(middle + deviations * deviation);
const levelOf = (spread: Spread): number => reachedAt(spread, TAIL);

function halfway(one: Spread, other: Spread): Spread {
  return {
    middle: (one.middle + other.middle) / 2,
    deviation: (one.deviation + other.deviation) / 2,
  };
}

/**
 * How high content similarity gets between texts that share a task and are no leaks. The level of each text lies halfway
 * between that of its own pairs and that of all pairs, since forms ("Convert ... into ...") are alike where essays are not.
 * @param similarities for each text, its content similarities to training texts of its task
 */
export function sameTaskLevels(similarities: readonly Float32Array[]): SameTaskLevels {
  const all = new Float32Array(similarities.reduce((sum, { length }) => sum + length, 0));
  let filled = 0;
  for (const own of similarities) {
    all.set(own, filled);
    filled += own.length;
  }
  all.sort();
  if (all.length < FEWEST_PAIRS) {
    return { base: null, levels: new Float64Array(similarities.length).fill(LOWEST_LEVEL) };
  }
  const overall = spreadOf(all);
  const levels = Float64Array.from(similarities, (own) => {
    const spread = own.length < FEWEST_OWN_PAIRS ? overall : halfway(overall, spreadOf(own.slice().sort()));
    return Math.min(HIGHEST_LEVEL, Math.max(LOWEST_LEVEL, levelOf(spread)));
  });
  const p90 = quantile(all, 0.9);
  // Where nearly all cosines are 1, the cut of the transform would put rarer pairs below commoner ones.
  const p99 = Math.max(p90, reachedAt(overall, TO_P99));
  const level = Math.max(p99, levelOf(overall));
  return { base: { pairs: all.length, median: quantile(all, 0.5), p90, p99, level }, levels };
}
