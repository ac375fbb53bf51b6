import { at } from '../../runtime/at.ts';
import { DIRECTIONS, SHARED_PREPOSITIONS } from './function-words.ts';
import { isSpelling, isSameStem } from './word-forms.ts';
import { shareSense, type Synonyms } from './synonyms.ts';
import { ComparableWords, unmatchedOf, WordNumbers } from './word-bags.ts';
import type { RowWords, Word } from './words.ts';

/** Why two texts that share a task ask for different things; null when they ask for the same. */
type SlotChange = 'number' | 'name' | 'negation' | 'term' | 'order' | 'input' | 'code' | 'much';

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

const carries = ({ kind }: Word): boolean => kind !== 'function';

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

/** A number or an operator; a sign of money is none, for it stands before its number or after. */
function isFigure(word: Word | undefined): boolean {
  return word?.kind === 'number' && !/^\p{L}+$/u.test(word.text);
}

/**
 * The parts of a text whose order matters: each direction with the next word, as `from>euro`, and every run of numbers.
 * @param among the other text, which must have a preposition too
 */
function partsInOrder(words: readonly Word[], among: readonly Word[]): Set<string> {
  const parts = new Set<string>();
  const theirs = new Set(among.map(({ text }) => text));
  words.forEach(({ text }, place) => {
    if (DIRECTIONS.has(text) || (SHARED_PREPOSITIONS.has(text) && theirs.has(text))) {
      let after = place + 1;
      while (words[after]?.kind === 'function') after++;
      const next = words[after];
      if (next !== undefined) parts.add(`${text}>${next.text}`);
    }
    if (!isFigure(words[place]) || isFigure(words[place - 1])) return;
    let end = place + 1;
    while (isFigure(words[end])) end++;
    const run = words.slice(place, end);
    if (run.length > 1) parts.add(run.map((word) => word.text).join(' '));
  });
  return parts;
}

/** A longer stretch whose order differs is not looked through, and makes two rows different. */
const MOST_REORDERED = 200;

/**
 * Whether two lists of the same words differ in who does what to whom: two stretches have changed places around words that stayed
 * between them, as in `Ann beat Bob` and `Bob beat Ann`. A stretch that moved from the front to the end asks for the same:
 * `In a sentence, describe the sea` and `Describe the sea in a sentence`.
 */
function swapsRoles(a: readonly string[], b: readonly string[]): boolean {
  const begin = a.findIndex((word, place) => word !== b[place]);
  if (begin < 0) return false;
  let end = a.length;
  while (a[end - 1] === b[end - 1]) end--;
  const [left, right] = [a.slice(begin, end), b.slice(begin, end)];
  if (left.length > MOST_REORDERED) return true;
  const total = left.length;
  for (let first = 1; first < total - 1; first++) {
    if (!isAt(left.slice(0, first), right, total - first)) continue;
    for (let last = 1; first + last < total; last++) {
      const stayed = left.slice(first, total - last);
      if (isAt(left.slice(total - last), right, 0) && isAt(stayed, right, last)) return true;
    }
  }
  return false;
}

function isAt(words: readonly string[], among: readonly string[], place: number): boolean {
  return words.every((word, at) => word === among[place + at]);
}

const numbersOf = (words: readonly Word[]): string =>
  words.flatMap(({ text }) => (/\p{N}/u.test(text) ? [text] : [])).join(' ');

/** Whether two instructions of the same words have them in an order that asks for the same. */
function sameOrder(a: readonly Word[], b: readonly Word[]): boolean {
  if (numbersOf(a) !== numbersOf(b) || !sameParts(a, b)) return false;
  const [left, right] = [a, b].map((words) => words.filter(carries).map(({ text }) => text));
  return !swapsRoles(left ?? [], right ?? []);
}

function sameParts(a: readonly Word[], b: readonly Word[]): boolean {
  const [left, right] = [partsInOrder(a, b), partsInOrder(b, a)];
  const shared = [...left].filter((part) => right.has(part)).length;
  return shared === left.size && shared === right.size;
}

/** Whether two inputs have the same words in the same order, where words that stand for each other count as the same. */
function sameInput(a: readonly Word[], b: readonly Word[], synonyms: Synonyms): boolean {
  const [left, right] = [a.filter(carries), b.filter(carries)];
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
  if (hasKind(either, 'number')) return 'number';
  if (hasKind(either, 'negation')) return 'negation';
  if (hasKind(either, 'name')) return 'name';
  if (changesTerms(one, other, left)) return 'term';
  const [a, b] = [one.row, other.row];
  if (a.code !== b.code) return 'code';
  const hasInputs = a.input.length > 0 && b.input.length > 0;
  if (hasInputs && !sameInput(a.input, b.input, synonyms)) return 'input';
  const sameBag = either.length + left.exchanged === 0;
  return sameBag && !sameOrder(a.instruction, b.instruction) ? 'order' : null;
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
 * function words, number words, forms, likely misspellings and synonyms make no difference. A different number, name or
 * negation does. So do terms without a counterpart on both sides, another order after a direction, of numbers or of who does what to
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
  const exchanged = isMuch ? [] : exchange(removed, added, synonyms);
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
