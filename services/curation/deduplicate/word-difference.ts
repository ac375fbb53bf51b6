import { at } from '../../runtime/at.ts';
import { exchangeInitialisms } from './initialisms.ts';
import { askOtherThings } from './question-asked.ts';
import { isSpelling, isSameStem } from './word-forms.ts';
import { shareSense, type Synonyms } from './synonyms.ts';
import { ComparableWords, unmatchedOf, WordNumbers } from './word-bags.ts';
import { exchangesFigures, sameOrder } from './word-order.ts';
import { carriesMeaning, hasSameCode, type RowWords, type Word } from './words.ts';

/** Why two texts that share a task ask for different things; null when they ask for the same. */
type SlotChange = 'question' | 'number' | 'name' | 'negation' | 'term' | 'order' | 'input' | 'code' | 'much';

export interface WordDifference {
  readonly slot: SlotChange | null;
  /** The words of the first text without a counterpart in the second, in their order. */
  readonly removed: readonly string[];
  /** The words of the second text without a counterpart in the first, in their order. */
  readonly added: readonly string[];
  /** How many terms one side has more than the other; it decides when nothing else makes them different requests. */
  readonly more: number;
  /** How many words of both texts, of whatever kind but function words, have no counterpart. */
  readonly unmatched: number;
  /** The pairs of different words that stand for each other: synonyms, forms of a word, spellings. */
  readonly exchanged: readonly (readonly [string, string])[];
}

const exchangeable = ({ kind }: Word): boolean => kind === 'term' || kind === 'request' || kind === 'name';

/** A word as it is looked for among others. */
interface Sensed {
  readonly text: string;
  readonly first: number;
  readonly senses: readonly number[];
  /** Two bits of 60 for each sense: words whose bits have nothing in common have no sense in common. */
  readonly low: number;
  readonly high: number;
}

const BITS = 30;

function sensed({ text }: Word, synonyms: Synonyms): Sensed {
  const senses = synonyms.sensesOf(text);
  let [low, high] = [0, 0];
  for (const sense of senses) {
    low |= 1 << (sense % BITS);
    high |= 1 << (Math.floor(sense / BITS) % BITS);
  }
  return { text, first: text.charCodeAt(0), senses, low, high };
}

/** Forms and spellings of a word begin with its first letter. */
function standFor(a: Sensed, b: Sensed): boolean {
  if (a.first === b.first) {
    if (isSameStem(a.text, b.text)) return true;
    if ((a.low === 0 || b.low === 0) && isSpelling(a.text, b.text)) return true;
  }
  return (a.low & b.low) !== 0 && (a.high & b.high) !== 0 && shareSense(a.senses, b.senses);
}

/** Removes from both lists, in place, the words that stand for each other, and returns these pairs. */
function exchange(removed: Word[], added: Word[], synonyms: Synonyms): [string, string][] {
  const pairs: [string, string][] = [];
  if (removed.length === 0 || added.length === 0) return pairs;
  const candidates: { place: number; sensed: Sensed }[] = [];
  added.forEach((word, place) => {
    if (exchangeable(word)) candidates.push({ place, sensed: sensed(word, synonyms) });
  });
  const taken = new Set<number>();
  keepIf(removed, (word) => {
    if (candidates.length === 0 || !exchangeable(word)) return true;
    const own = sensed(word, synonyms);
    const found = candidates.findIndex((other) => standFor(own, other.sensed));
    const [counterpart] = found < 0 ? [] : candidates.splice(found, 1);
    if (counterpart === undefined) return true;
    pairs.push([word.text, counterpart.sensed.text]);
    taken.add(counterpart.place);
    return false;
  });
  if (taken.size > 0) keepIf(added, (_, place) => !taken.has(place));
  return pairs;
}

/** Removes from a list, in place, the words that are not to be kept. */
function keepIf(words: Word[], isKept: (word: Word, place: number) => boolean): void {
  const kept = words.filter(isKept);
  kept.forEach((word, place) => (words[place] = word));
  words.length = kept.length;
}

const hasKind = (words: readonly Word[], kind: Word['kind']): boolean =>
  words.some((word) => word.kind === kind);

/** Whether two inputs have the same words in the same order, where words that stand for each other count as the same. */
function sameInput(a: readonly Word[], b: readonly Word[], synonyms: Synonyms): boolean {
  const [left, right] = [a.filter(carriesMeaning), b.filter(carriesMeaning)];
  return (
    left.length === right.length &&
    left.every(({ text, kind }, i) => {
      const other = at(right, i);
      if (text === other.text) return true;
      return (
        exchangeable(other) &&
        kind !== 'number' &&
        standFor(sensed({ text, kind }, synonyms), sensed(other, synonyms))
      );
    })
  );
}

/** Two texts with more words without a counterpart, the ones of one multiplied by those of the other, are different. */
const MOST_COMPARED = 40_000;
/** How many words that differ are shown of each text. */
const MOST_SHOWN = 1_000;
/** How many terms one side may have more, as a share of the words that both have. */
const MOST_MORE = 0.5;

interface Unmatched {
  readonly removed: readonly Word[];
  readonly added: readonly Word[];
  readonly exchanged: number;
}

const termsOf = (words: readonly Word[]): number => words.filter(({ kind }) => kind === 'term').length;

/** Whether both sides have terms without a counterpart, or one side has so many that it asks for something else. */
function changesTerms(a: ComparableWords, b: ComparableWords, { removed, added }: Unmatched): boolean {
  const terms = [termsOf(removed), termsOf(added)];
  const carrying = ({ instruction, input }: ComparableWords): number =>
    instruction.words.length + input.words.length;
  const shared = (carrying(a) - removed.length + carrying(b) - added.length) / 2;
  return Math.min(...terms) > 0 || Math.max(...terms) > shared * MOST_MORE;
}

function slotChange(
  one: ComparableWords,
  other: ComparableWords,
  left: Unmatched,
  synonyms: Synonyms,
): SlotChange | null {
  const either = [...left.removed, ...left.added];
  if (askOtherThings(one.row.asked, other.row.asked)) return 'question';
  if (hasKind(either, 'number')) return 'number';
  if (hasKind(either, 'negation')) return 'negation';
  if (hasKind(either, 'name')) return 'name';
  const [a, b] = [one.row, other.row];
  if (exchangesFigures(a, b)) return 'order';
  if (changesTerms(one, other, left)) return 'term';
  if (!hasSameCode(a, b)) return 'code';
  const hasInputs = a.input.length > 0 && b.input.length > 0;
  if (hasInputs && !sameInput(a.input, b.input, synonyms)) return 'input';
  const sameBag = either.length + left.exchanged === 0;
  return sameBag && !sameOrder(a, b) ? 'order' : null;
}

/** Whether two rows have the same words, of whatever kind, in the same order, and the same code. */
export function hasSameWords({ row: a }: ComparableWords, { row: b }: ComparableWords): boolean {
  const isSame = (one: readonly Word[], other: readonly Word[]): boolean =>
    one.length === other.length && one.every(({ text }, i) => text === other[i]?.text);
  return hasSameCode(a, b) && isSame(a.instruction, b.instruction) && isSame(a.input, b.input);
}

/** The words without an equal word on the other side, field by field, or over both fields when only one row has an input. */
function unmatchedWords(a: ComparableWords, b: ComparableWords): { removed: Word[]; added: Word[] } {
  if (a.row.input.length > 0 !== b.row.input.length > 0) {
    return { removed: unmatchedOf(a.both, b.both), added: unmatchedOf(b.both, a.both) };
  }
  return {
    removed: [...unmatchedOf(a.instruction, b.instruction), ...unmatchedOf(a.input, b.input)],
    added: [...unmatchedOf(b.instruction, a.instruction), ...unmatchedOf(b.input, a.input)],
  };
}

/** Whether one of two rows has a number or a negation that the other lacks. Nothing else can stand for such a word. */
export function changesFixedWords(a: ComparableWords, b: ComparableWords): boolean {
  const { removed, added } = unmatchedWords(a, b);
  return [removed, added].some((words) => hasKind(words, 'number') || hasKind(words, 'negation'));
}

/** `differenceOfWords` of rows that are compared once. */
export function wordDifference(a: RowWords, b: RowWords, synonyms: Synonyms): WordDifference {
  const numbers = new WordNumbers();
  const comparable = (row: RowWords): ComparableWords => new ComparableWords(row, (word) => numbers.of(word));
  return differenceOfWords(comparable(a), comparable(b), synonyms);
}

/**
 * Which words differ between two rows, and whether this makes them different requests of the same task. Case, punctuation,
 * function words, number words, forms, likely misspellings and synonyms make no difference. A question for something else (when, not
 * whether), a different number, name or negation does. So do terms without a counterpart on both sides, another order after a direction, of numbers, which stand by other words then, or of who does what to
 * whom, any other term in the input, which is what the task is done on, any change of code, and so many other words that they
 * were not looked at. When only one side has terms more, or when the verbs of the requests differ, the scores decide.
 */
export function differenceOfWords(
  a: ComparableWords,
  b: ComparableWords,
  synonyms: Synonyms,
): WordDifference {
  const { removed, added } = unmatchedWords(a, b);
  // So many words are not looked through for synonyms: each would be compared with each.
  const isMuch = removed.length * added.length > MOST_COMPARED;
  const exchanged = isMuch
    ? []
    : [...exchangeInitialisms(removed, added), ...exchange(removed, added, synonyms)];
  const texts = (words: readonly Word[]): string[] => words.slice(0, MOST_SHOWN).map(({ text }) => text);
  return {
    slot: isMuch ? 'much' : slotChange(a, b, { removed, added, exchanged: exchanged.length }, synonyms),
    more: Math.max(termsOf(removed), termsOf(added)),
    unmatched: removed.length + added.length,
    removed: texts(removed),
    added: texts(added),
    exchanged,
  };
}
