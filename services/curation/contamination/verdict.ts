import { Verdict } from '../../../schemas/curation/contamination.ts';

/** From worst to best. */
export const VERDICTS: readonly Verdict[] = Verdict.options;

/** What each verdict means, for reports; `judge` has it exactly. */
export const DEFINITIONS: Readonly<Record<Verdict, string>> = {
  exact:
    'The row, case and punctuation aside, is a training row, or stands in one whole (13 words or more, the length of Brown et al. 2020).',
  near:
    '70% of its own 8-grams of words are in one training row (the share of Chowdhery et al. 2022), or 80% of the words of both are ' +
    'common; and what differs is slips of the pen, or says the same.',
  soft: 'Other words, but content more alike than a shared task explains.',
  same_task_only: 'A training row has the same task and other content: no leak.',
  clean: 'No training row has even its task.',
};

/** What speaks for and against a leak. */
export interface Evidence {
  /** The benchmark text is the training text, or stands in it whole and is long enough for that to be no chance. */
  readonly whole: boolean;
  /** Share of the benchmark text's own 8-grams that the training text has; null when it has none. */
  readonly share8: number | null;
  /** Words in common, in order, slips of the pen aside: 2 x common / (words of both). */
  readonly wordRatio: number;
  /** Whether every word of the benchmark text is among them. */
  readonly everyWord: boolean;
  readonly content: number;
  readonly sameTask: boolean;
  /** Content similarity from which a shared task does not explain it. */
  readonly level: number;
  /** Both name numbers, and not the same. */
  readonly numbersDiffer: boolean;
}

/** Chowdhery et al. (2022, PaLM, section 8): contaminated from 70% of the 8-grams on. */
export const SHARED_8_GRAMS = 0.7;
const WORD_RATIO = 0.8;

/**
 * - `exact`: the text of the benchmark, case and punctuation aside, is the training text or stands in it whole.
 * - `near`: 70% of its own 8-grams are there, or the words of both are in common to 0.8; and what differs is slips of the pen, or
 *   says the same (content at the level). A form with another filling is none.
 * - `soft`: other words, but content as alike as a shared task does not explain.
 * - `same_task_only`: the task is shared, the content is not.
 * - `clean`: nothing of it.
 * Texts with other numbers in them are other questions: never `near` or `soft`.
 */
export function judge(evidence: Evidence): Verdict {
  const { whole, share8, wordRatio, everyWord, content, level, sameTask } = evidence;
  if (whole) return 'exact';
  if (!evidence.numbersDiffer) {
    const sameWords = (share8 ?? 0) >= SHARED_8_GRAMS || wordRatio >= WORD_RATIO;
    if (sameWords && (everyWord || content >= level)) return 'near';
    if (content >= level) return 'soft';
  }
  return sameTask ? 'same_task_only' : 'clean';
}

export function isLeak(verdict: Verdict): boolean {
  return verdict === 'exact' || verdict === 'near' || verdict === 'soft';
}
