import { Verdict } from '../../../schemas/curation/contamination.ts';

/** All verdicts, from the worst to the best. */
export const VERDICTS: readonly Verdict[] = Verdict.options;

/** What each verdict means, in the words of reports; `judge` has the exact rules. */
export const DEFINITIONS: Readonly<Record<Verdict, string>> = {
  exact:
    'The row, case and punctuation aside, is a training row, or stands in one whole (13 words or more, the length of Brown et al. 2020).',
  near:
    '70% of its own 8-grams of words are in one training row (the share of Chowdhery et al. 2022), or 80% of the words of both are ' +
    'common; and what differs is slips of the pen, or says the same. Also the same question with other choices, or in another order.',
  soft: 'Other words, but content more alike than a shared task explains, and no word that makes it another question.',
  same_task_only:
    'A training row has the same task and other content: no leak, unless it is a translation, of which few are told.',
  clean:
    'No training row has even its task, and none has it in another of its texts; of those, questions of fewer than 8 words are ' +
    'looked for as a sentence or line, and of fewer than 4 as a whole text. Translations are hardly looked for.',
};

/** The evidence for and against a leak in a pair of a training text and a benchmark text. */
export interface Evidence {
  /** Whether the benchmark text is the training text, or stands whole in it and is too long for that to be chance. */
  readonly whole: boolean;
  /** The share of the benchmark text's own 8-grams that the training text has; null when it has none of its own. */
  readonly share8: number | null;
  /** Words in common, in order: 2 x common / words of both. Words that differ by a slip of the pen count as common. */
  readonly wordRatio: number;
  /** Whether no word stands for another: the training text has every word of the benchmark text, or lacks few and has no other. */
  readonly noneExchanged: boolean;
  readonly content: number;
  readonly sameTask: boolean;
  /** The content similarity from which a shared task does not explain the pair. */
  readonly level: number;
  /** Whether the questions differ in something beside their text, such as their choices. */
  readonly differs: boolean;
  /** Whether each text has a number that the other lacks. */
  readonly numbersDiffer: boolean;
  /** Whether each text has a name that the other lacks. */
  readonly namesDiffer: boolean;
  /** Whether the texts are alike and in other letters, so that names and words of one are not those of the other in any case. */
  readonly inOtherLetters: boolean;
  /** Whether the texts are one multiple-choice question with its options in another order. */
  readonly reordered: boolean;
  /** Whether the words that differ make the training text another question; asked of texts that are alike alone. */
  readonly isOther: () => boolean;
}

/** Chowdhery et al. (2022, PaLM, section 8) call a text contaminated from this share of its 8-grams on. */
export const SHARED_8_GRAMS = 0.7;
/** The words of two texts are nearly the same from this `wordRatio` on. */
const WORD_RATIO = 0.8;

/**
 * The verdict on a pair, the first of these that holds:
 * - `exact`: the benchmark text, case and punctuation aside, is the training text or stands whole in it.
 * - `near`: the same with other choices, or with the choices in another order; or the training text has 70% of the benchmark text's own 8-grams, or the word ratio is 0.8 or more; and no
 *   word was exchanged for another, slips of the pen aside, or the content reaches the level. The same form filled with other
 *   words is therefore not `near`.
 * - `soft`: the words are others, but the content reaches the level: a shared task does not explain it.
 * - `same_task_only`: both have the same task, but not the same content.
 * - `clean`: none of these.
 * Texts with different numbers or names, or whose words make them different questions otherwise, are never `near` or `soft`. In other letters
 * numbers alone tell that.
 */
export function judge(evidence: Evidence): Verdict {
  const { whole, share8, wordRatio, noneExchanged, content, level, sameTask } = evidence;
  if (whole) return evidence.differs ? 'near' : 'exact';
  if (evidence.reordered) return 'near';
  const sameWords = (share8 ?? 0) >= SHARED_8_GRAMS || wordRatio >= WORD_RATIO;
  const isNear = sameWords && (noneExchanged || content >= level);
  if ((isNear || content >= level) && !isOtherQuestion(evidence)) return isNear ? 'near' : 'soft';
  return sameTask ? 'same_task_only' : 'clean';
}

function isOtherQuestion({ numbersDiffer, namesDiffer, inOtherLetters, isOther }: Evidence): boolean {
  return numbersDiffer || (!inOtherLetters && (namesDiffer || isOther()));
}

/** Whether a verdict says that the text of the benchmark is in the training data. */
export function isLeak(verdict: Verdict): boolean {
  return verdict === 'exact' || verdict === 'near' || verdict === 'soft';
}
