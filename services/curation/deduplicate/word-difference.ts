import { at } from '../../runtime/at.ts';
import { DIRECTIONS } from './function-words.ts';
import { isSpelling, isSameStem } from './word-forms.ts';
import { shareSense, type Synonyms } from './synonyms.ts';
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

/** The words of one list that another lacks. A repeated word is lacking as often as the other list has it less. */
function lacking(of: readonly Word[], among: readonly Word[]): Word[] {
  const left = new Map<string, number>();
  for (const { text } of among) left.set(text, (left.get(text) ?? 0) + 1);
  return of.filter(({ text }) => {
    const count = left.get(text) ?? 0;
    left.set(text, count - 1);
    return count <= 0;
  });
}

const exchangeable = ({ kind }: Word): boolean => kind === 'term' || kind === 'request' || kind === 'name';

/** A word, and its senses. */
interface Sensed {
  readonly text: string;
  readonly senses: readonly number[];
}

const sensed = ({ text }: Word, synonyms: Synonyms): Sensed => ({ text, senses: synonyms.sensesOf(text) });

function standFor(a: Sensed, b: Sensed): boolean {
  if (isSameStem(a.text, b.text) || shareSense(a.senses, b.senses)) return true;
  return isSpelling(a.text, b.text) && (a.senses.length === 0 || b.senses.length === 0);
}

/** Removes from both lists, in place, the words that stand for each other, and returns these pairs. */
function exchange(removed: Word[], added: Word[], synonyms: Synonyms): [string, string][] {
  const pairs: [string, string][] = [];
  const candidates = added.map((word) => (exchangeable(word) ? sensed(word, synonyms) : null));
  for (let i = 0; i < removed.length; i++) {
    const word = at(removed, i);
    if (!exchangeable(word)) continue;
    const a = sensed(word, synonyms);
    const place = candidates.findIndex((b) => b !== null && standFor(a, b));
    const [b] = place < 0 ? [] : added.splice(place, 1);
    if (b === undefined) continue;
    candidates.splice(place, 1);
    pairs.push([a.text, b.text]);
    removed.splice(i--, 1);
  }
  return pairs;
}

const hasKind = (words: readonly Word[], kind: Word['kind']): boolean =>
  words.some((word) => word.kind === kind);

/** The parts of a text whose order matters: each direction with the next word, as `from>euro`, and every run of numbers. */
function partsInOrder(words: readonly Word[]): Set<string> {
  const parts = new Set<string>();
  words.forEach(({ text, kind }, place) => {
    if (DIRECTIONS.has(text)) {
      let after = place + 1;
      while (words[after]?.kind === 'function') after++;
      const next = words[after];
      if (next !== undefined) parts.add(`${text}>${next.text}`);
    }
    if (kind !== 'number' || words[place - 1]?.kind === 'number') return;
    let end = place + 1;
    while (words[end]?.kind === 'number') end++;
    const run = words.slice(place, end);
    if (run.length > 1) parts.add(run.map((word) => word.text).join(' '));
  });
  return parts;
}

function sameParts(a: readonly Word[], b: readonly Word[]): boolean {
  const [left, right] = [partsInOrder(a), partsInOrder(b)];
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
function changesTerms(a: RowWords, b: RowWords, { removed, added }: Unmatched): boolean {
  const terms = [termsOf(removed), termsOf(added)];
  const carrying = ({ instruction, input }: RowWords): number =>
    [...instruction, ...input].filter(carries).length;
  const shared = (carrying(a) - removed.length + carrying(b) - added.length) / 2;
  return Math.min(...terms) > 0 || Math.max(...terms) > shared * MOST_MORE;
}

function slotChange(a: RowWords, b: RowWords, left: Unmatched, synonyms: Synonyms): SlotChange | null {
  const either = [...left.removed, ...left.added];
  if (hasKind(either, 'number')) return 'number';
  if (hasKind(either, 'negation')) return 'negation';
  if (hasKind(either, 'name')) return 'name';
  if (changesTerms(a, b, left)) return 'term';
  if (a.code !== b.code) return 'code';
  const hasInputs = a.input.length > 0 && b.input.length > 0;
  if (hasInputs && !sameInput(a.input, b.input, synonyms)) return 'input';
  const sameBag = either.length + left.exchanged === 0;
  return sameBag && !sameParts(a.instruction, b.instruction) ? 'order' : null;
}

/** The words without an equal word on the other side, field by field, or over both fields when only one row has an input. */
function unmatchedWords(a: RowWords, b: RowWords): { removed: Word[]; added: Word[] } {
  const alike = a.input.length > 0 === b.input.length > 0;
  const fields = ({ instruction, input }: RowWords): Word[][] =>
    (alike ? [instruction, input] : [[...instruction, ...input]]).map((words) => words.filter(carries));
  const [left, right] = [fields(a), fields(b)];
  return {
    removed: left.flatMap((words, field) => lacking(words, at(right, field))),
    added: right.flatMap((words, field) => lacking(words, at(left, field))),
  };
}

/**
 * Which words differ between two rows, and whether this makes them different requests of the same task. Case, punctuation,
 * function words, number words, forms, likely misspellings and synonyms make no difference. A different number, name or
 * negation does. So do terms without a counterpart on both sides, another order after a direction, and any other term in
 * the input, which is what the task is done on, any change of code, and so many other words that they were not looked at. When only one side has terms more, or when the verbs of the requests differ,
 * the scores decide.
 */
export function wordDifference(a: RowWords, b: RowWords, synonyms: Synonyms): WordDifference {
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
