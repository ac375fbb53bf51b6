import { at } from '../../runtime/at.ts';
import type { RowPair } from './pairs.ts';

/** A threshold, and an explanation in words of where it comes from. */
export interface Threshold {
  readonly value: number;
  readonly explanation: string;
}

/** The threshold of SemHash, deita and distilabel, used when a corpus has too few pairs to calibrate on. */
export const USUAL_THRESHOLD = 0.9;
/** With fewer pairs that ask for the same the threshold is not calibrated. */
const FEWEST_PAIRS = 50;
/** The share of the pairs that ask for the same by their words which the threshold has to let through. */
const LET_THROUGH = 0.98;
/** The highest threshold that calibration gives. */
const HIGHEST = 0.95;

const number = (value: number): string => value.toLocaleString('en');

/**
 * The content similarity that 98 % of certain duplicates reach: the pairs that ask for the same by their words, where
 * neither side has a term more. Pairs above it that ask for different things are kept apart by their words.
 * @param floor the similarity from which pairs were compared, which is the lowest threshold that this can give
 */
export function calibrate(pairs: readonly RowPair[], floor: number): Threshold {
  const scores = (wanted: (pair: RowPair) => boolean): number[] =>
    pairs
      .flatMap((pair) => (wanted(pair) && pair.content >= floor ? [pair.content] : []))
      .sort((a, b) => a - b);
  const same = scores(({ verdict, more }) => verdict === 'same' && more === 0);
  if (same.length < FEWEST_PAIRS) {
    return {
      value: USUAL_THRESHOLD,
      explanation:
        `${USUAL_THRESHOLD}, the usual threshold: the corpus has ${number(same.length)} near pairs that ask for the same in ` +
        `other words, and ${FEWEST_PAIRS} are needed to calibrate on it.`,
    };
  }
  const lowest = at(same, Math.floor(same.length * (1 - LET_THROUGH)));
  const value = Math.floor(Math.min(HIGHEST, Math.max(floor, lowest)) * 1_000) / 1_000;
  const slots = scores(({ verdict }) => verdict === 'other_slot');
  const above = slots.filter((score) => score >= value).length;
  return {
    value,
    explanation:
      `${value}: of ${number(same.length)} pairs whose words ask for the same, ${LET_THROUGH * 100} % are this near in ` +
      `content. Of ${number(slots.length)} near pairs that differ in a number, a name or a topic, ${number(above)} are ` +
      'this near too; their words keep them apart.',
  };
}
