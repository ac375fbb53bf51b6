import { at } from '../../runtime/at.ts';
import { askOtherThings } from '../deduplicate/question-asked.ts';
import { RowTexts } from '../deduplicate/row-texts.ts';
import { wordNetSynonyms, type Synonyms } from '../deduplicate/synonyms.ts';
import { wordDifference, type WordDifference } from '../deduplicate/word-difference.ts';
import { countKinds, type KindCounts } from '../deduplicate/word-kinds.ts';
import { haveOpposites } from '../deduplicate/antonyms.ts';
import { inOneOrder } from './choices.ts';
import type { DistinctTexts } from './texts.ts';
import { alignWords, isSlip } from './word-alignment.ts';

/** A training text that has so many times the words of a text of the benchmark holds more than one question. */
const HOLDS_MORE = 1.5;
/** So many words may be exchanged in a sentence that is otherwise the same; with more, two texts may say one thing in other words. */
const MOST_EXCHANGED = 2;
/** How many words beside those that were exchanged may differ in a sentence that is otherwise the same: `a` for `an`. */
const MOST_BESIDE = 1;
/** With more pairs of words slips are not looked for. */
const MOST_COMPARED = 40_000;

/** A training text and a text of the benchmark, by their numbers among the distinct texts. */
interface Pair {
  readonly train: number;
  readonly bench: number;
  readonly sameTask: boolean;
}

const lacking = (words: readonly string[], among: readonly string[]): string[] => {
  const known = new Set(among);
  return [...new Set(words)].filter((word) => !known.has(word));
};

/**
 * Tells whether two texts that are alike in words or content ask for different things, by the words that differ between them
 * (`wordDifference` of the search for duplicates). A text in wholly other words is not told by these: its content decides.
 */
export class OtherQuestions {
  readonly #train: DistinctTexts;
  readonly #bench: DistinctTexts;
  readonly #trainWords: RowTexts;
  readonly #benchWords: RowTexts;

  constructor(train: DistinctTexts, bench: DistinctTexts) {
    this.#train = train;
    this.#bench = bench;
    const wordsOf = ({ texts }: DistinctTexts): RowTexts =>
      new RowTexts((text) => ({ instruction: inOneOrder(at(texts, text)), input: '' }));
    this.#trainWords = wordsOf(train);
    this.#benchWords = wordsOf(bench);
  }

  /**
   * Whether the training text is another question. It is one when one of the two has a negation, or when something else in
   * it was exchanged for something else: what is asked to be known, a word for its opposite, a number, a name, who does what to whom, or one or two
   * words of a sentence that is the same otherwise. Of a training text with far more words only what it lacks of the text of
   * the benchmark counts, and one that has that text to the letter is none, unless it is a question for something else (`When` before it).
   */
  areOther(pair: Pair): boolean {
    const [trained, asked] = [at(this.#train.words, pair.train), at(this.#bench.words, pair.bench)];
    const [train, bench] = [this.#trainWords.wordsOf(pair.train), this.#benchWords.wordsOf(pair.bench)];
    if (askOtherThings(train.asked, bench.asked)) return true;
    if (` ${trained.join(' ')} `.includes(` ${asked.join(' ')} `)) return false;
    const difference = withoutSlips(wordDifference(bench, train, wordNetSynonyms()), wordNetSynonyms());
    const { slot, unmatched } = difference;
    if (slot === 'much') return false;
    if (slot === 'order' || (slot === 'code' && unmatched === 0)) return true;
    const holdsMore = trained.length > HOLDS_MORE * asked.length;
    const lost = countKinds(bench, difference.removed);
    const gained = countKinds(train, difference.added);
    if (lost.negation > 0 || (gained.negation > 0 && !holdsMore)) return true;
    if (Math.min(lost.number, gained.number) > 0 || Math.min(lost.name, gained.name) > 0) return true;
    if (!holdsMore && hasOpposites(asked, trained)) return true;
    return exchangesWords(lost, gained, pair.sameTask) && isOneSentence(asked, trained, difference);
  }
}

/**
 * The difference without the words that differ by a slip of the pen. One of the two is then a word that WordNet does not know:
 * `horse` is no slip of `house`.
 */
function withoutSlips(difference: WordDifference, synonyms: Synonyms): WordDifference {
  const added = [...difference.added];
  if (difference.removed.length * added.length > MOST_COMPARED) return difference;
  const isUnknown = (word: string): boolean => synonyms.sensesOf(word).length === 0;
  const removed = difference.removed.filter((word) => {
    const place = added.findIndex((other) => isSlip(word, other) && (isUnknown(word) || isUnknown(other)));
    if (place >= 0) added.splice(place, 1);
    return place < 0;
  });
  return { ...difference, removed, added };
}

function hasOpposites(asked: readonly string[], trained: readonly string[]): boolean {
  return haveOpposites(lacking(asked, trained), lacking(trained, asked));
}

/** Whether one or two topics were exchanged for others, or the verb of the request for one of another task. */
function exchangesWords(lost: KindCounts, gained: KindCounts, sameTask: boolean): boolean {
  if (Math.max(lost.term, gained.term) > MOST_EXCHANGED) return false;
  return Math.min(lost.term, gained.term) > 0 || (!sameTask && Math.min(lost.request, gained.request) > 0);
}

/** Whether two texts are one sentence but for the words that were exchanged in it. */
function isOneSentence(
  asked: readonly string[],
  trained: readonly string[],
  { removed, added, exchanged }: WordDifference,
): boolean {
  const aligned = alignWords(asked, trained);
  if (aligned === null) return false;
  const differing = asked.length + trained.length - 2 * aligned.matched;
  return differing <= removed.length + added.length + 2 * exchanged.length + 2 * MOST_BESIDE;
}
