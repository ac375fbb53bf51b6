import { counted, grouped } from '../../../schemas/counted.ts';
import { at } from '../../runtime/at.ts';
import { reasonOf, USUAL_THRESHOLD } from './leader.ts';
import { shareRight, type ChanceOf } from './likelihood.ts';
import type { RowPair } from './pairs.ts';

/** A threshold, and an explanation in words of where it comes from. */
export interface Threshold {
  readonly value: number;
  readonly explanation: string;
}

/** With fewer pairs that ask for the same the threshold is not calibrated. */
const FEWEST_PAIRS = 50;
/** The share of the pairs that ask for the same by their words which the threshold has to let through. */
const LET_THROUGH = 0.98;
/** The highest threshold that calibration gives. */
const HIGHEST = 0.95;
/** Of the paraphrases that a calibrated threshold drops this share has to be right, by their chances. */
const RIGHT = 0.9;
/** Thresholds are tried at this distance. */
const STEP = 0.005;

interface Calibration {
  /** The similarity from which pairs were compared, which is the lowest threshold that this can give. */
  readonly floor: number;
  readonly jaccardThreshold: number;
  /** Null where no encoder tells it: the threshold is then chosen by words alone. */
  readonly chanceOf: ChanceOf | null;
}

/**
 * The threshold that suits a corpus: the lowest from which 90 % of the paraphrases are right by their chances, which were learnt from judged
 * pairs. Without chances it is the content similarity that 98 % of certain duplicates reach.
 */
export function calibrate(pairs: readonly RowPair[], { chanceOf, ...options }: Calibration): Threshold {
  return chanceOf === null ? byWords(pairs, options.floor) : byChances(pairs, { chanceOf, ...options });
}

function byChances(
  pairs: readonly RowPair[],
  { floor, jaccardThreshold, chanceOf }: Calibration & { readonly chanceOf: ChanceOf },
): Threshold {
  const same = pairs.filter(({ verdict }) => verdict === 'same');
  const takenAt = (threshold: number): RowPair[] =>
    same.filter((pair) => reasonOf(pair, { threshold, jaccardThreshold }) === 'paraphrase');
  const all = takenAt(floor);
  if (all.length < FEWEST_PAIRS) return tooFew(all.length);
  const rightFrom = (threshold: number): number => shareRight(takenAt(threshold), chanceOf) ?? 0;
  const value = thresholdsFrom(floor).find((threshold) => rightFrom(threshold) >= RIGHT) ?? HIGHEST;
  const taken = takenAt(value);
  const right = shareRight(taken, chanceOf);
  return {
    value,
    explanation:
      `${value}: of ${grouped(taken.length)} near pairs that it takes for paraphrases, ` +
      (right === null
        ? 'none is there to be wrong'
        : `${(100 * right).toFixed(0)} % are right by what was learnt from judged pairs`) +
      `; of the ${grouped(all.length)} from ${floor} on it is ${(100 * rightFrom(floor)).toFixed(0)} %.`,
  };
}

/** The thresholds that are tried, below the highest, in ascending order. */
function thresholdsFrom(floor: number): number[] {
  const steps = Math.round((HIGHEST - floor) / STEP);
  return Array.from({ length: steps }, (_, step) => Math.round((floor + step * STEP) * 1_000) / 1_000);
}

function tooFew(pairs: number): Threshold {
  return {
    value: USUAL_THRESHOLD,
    explanation:
      `${USUAL_THRESHOLD}, the usual threshold: the corpus has ${counted(pairs, 'near pair that asks', 'near pairs that ask')} for the same in ` +
      `other words, and ${FEWEST_PAIRS} are needed to calibrate on it.`,
  };
}

/**
 * The content similarity that 98 % of certain duplicates reach: the pairs that ask for the same by their words, where
 * neither side has a term more. Pairs above it that ask for different things are kept apart by their words.
 */
function byWords(pairs: readonly RowPair[], floor: number): Threshold {
  const scores = (wanted: (pair: RowPair) => boolean): number[] =>
    pairs
      .flatMap((pair) => (wanted(pair) && pair.content >= floor ? [pair.content] : []))
      .sort((a, b) => a - b);
  const same = scores(({ verdict, more }) => verdict === 'same' && more === 0);
  if (same.length < FEWEST_PAIRS) return tooFew(same.length);
  const lowest = at(same, Math.floor(same.length * (1 - LET_THROUGH)));
  const value = Math.floor(Math.min(HIGHEST, Math.max(floor, lowest)) * 1_000) / 1_000;
  const slots = scores(({ verdict }) => verdict === 'other_slot');
  const above = slots.filter((score) => score >= value).length;
  return {
    value,
    explanation:
      `${value}: of ${grouped(same.length)} pairs whose words ask for the same, ${LET_THROUGH * 100} % are this near in ` +
      `content. Of ${counted(slots.length, 'near pair that differs', 'near pairs that differ')} in a number, a name or a topic, ${counted(above, 'is', 'are')} ` +
      'this near too; their words keep them apart.',
  };
}
