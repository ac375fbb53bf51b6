import type { RowPair } from './pairs.ts';

/** A threshold, and in words where it comes from. */
export interface Threshold {
  readonly value: number;
  readonly explanation: string;
}

/** Of SemHash, deita and distilabel; taken when a corpus has too few pairs to learn from. */
export const USUAL_THRESHOLD = 0.9;
const FEWEST_PAIRS = 50;
/** Share of the pairs with the same words that the threshold has to let through. */
const LET_THROUGH = 0.98;
const HIGHEST = 0.95;

const number = (value: number): string => value.toLocaleString('en');

/**
 * The content similarity that 98 % of the pairs reach whose words say that they ask for the same, with not a term
 * more on either side; what lies above it and differs in a slot is kept by its words.
 * @param floor similarity from which pairs were looked at: the lowest value it can give
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
  const lowest = same[Math.floor(same.length * (1 - LET_THROUGH))] ?? USUAL_THRESHOLD;
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
