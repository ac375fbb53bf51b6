import { dotAt } from '../../analysis/dot.ts';
import type { Points } from '../../analysis/points.ts';
import { jaccard } from './min-hash.ts';
import type { RowIdentities } from './row-identities.ts';
import type { RowTexts } from './row-texts.ts';
import type { Synonyms } from './synonyms.ts';
import {
  changesFixedWords,
  differenceOfWords,
  hasSameWords,
  type WordDifference,
} from './word-difference.ts';

/**
 * What two rows are to each other. `same` means that one may stand for the other, `other_slot` that both have the same task
 * on different things, and `other_task` that they have different tasks.
 */
type Verdict = 'same' | 'other_slot' | 'other_task';

/** Two rows with different texts, the smaller row first, and how similar they are; `differenceOf` tells which words differ. */
export interface RowPair {
  readonly a: number;
  readonly b: number;
  /** Cosine similarity in content, from -1 to 1. */
  readonly content: number;
  /** Cosine similarity in task, from -1 to 1. */
  readonly task: number;
  /** Jaccard similarity of the character 5-grams of the folded texts, from 0 to 1. */
  readonly lexical: number;
  readonly verdict: Verdict;
  /** Whether words leave it open what both ask for, so that reading both texts could say more. */
  readonly isOpen: boolean;
  /** The chance that both ask for the same, by reading both texts token by token and by all else; null where they were not read. */
  readonly chance: number | null;
  /** How many terms one row has more than the other; it decides when nothing else makes them different requests. */
  readonly more: number;
}

/** Everything that rows are compared by. */
export interface ComparedRows {
  readonly identities: RowIdentities;
  readonly texts: RowTexts;
  readonly task: Points;
  readonly content: Points;
  readonly synonyms: Synonyms;
  /** The task similarity from which two instructions are of the same kind. */
  readonly relatedFrom: number;
  /** The most tokens of a text that the vectors are made of. */
  readonly maxTokens: number;
}

/** The first row of every node. */
export function firstRows({ node }: RowIdentities): number[] {
  const rows: number[] = [];
  node.forEach((number, row) => {
    if (number === rows.length) rows.push(row);
  });
  return rows;
}

/** The cosine similarity of two L2-normalised rows; a value above 1, which comes from rounding, becomes 1. */
export function similarity({ dimensions, values }: Points, a: number, b: number): number {
  return Math.min(1, dotAt(values, a * dimensions, values, b * dimensions, dimensions));
}

/** Which words differ between two rows. */
export function differenceOf({ texts, synonyms }: ComparedRows, a: number, b: number): WordDifference {
  return differenceOfWords(texts.comparableOf(a), texts.comparableOf(b), synonyms);
}

/**
 * Whether two rows may ask for the same, by their tasks and by numbers and negations that only one of them has: other words may
 * still tell them apart.
 */
export function mayAskForSame(rows: ComparedRows, a: number, b: number): boolean {
  const { texts, task, relatedFrom } = rows;
  return (
    similarity(task, a, b) >= relatedFrom && !changesFixedWords(texts.comparableOf(a), texts.comparableOf(b))
  );
}

/** Of texts with at least this share of words in tokens the encoder may have left words out: a word has about two at most. */
const MAY_BE_CUT = 0.5;

/** Whether two rows differ in words that the encoder may not have read, so that their scores say nothing of these. */
function differUnread({ texts, maxTokens }: ComparedRows, a: number, b: number, unmatched: number): boolean {
  if (unmatched === 0) return false;
  return [a, b].some((row) => {
    const { instruction, input } = texts.wordsOf(row);
    return instruction.length + input.length > maxTokens * MAY_BE_CUT;
  });
}

/** From so many words on that one text has and the other has nothing for, it asks for something more. */
const MORE_WORDS = 4;

/** Whether one of two texts has all that the other has, and enough words besides to ask for something more: a format, a style, a condition. */
function asksForMore({ removed, added, unmatched }: WordDifference): boolean {
  return Math.min(removed.length, added.length) === 0 && unmatched >= MORE_WORDS;
}

const HAS_NUMBER = /\p{N}/u;

/**
 * Whether reading two texts may say more of what they ask for than their words do. It does not where each has a number that the other
 * lacks, where the same words say who does what to whom in another order, where both are questions for different things, or where so many words differ that these were not looked at.
 */
function leavesOpen(difference: WordDifference): boolean {
  const { slot, removed, added } = difference;
  if (asksForMore(difference)) return false;
  if (slot === 'much' || slot === 'order' || slot === 'question') return false;
  return slot !== 'number' || ![removed, added].every((words) => words.some((word) => HAS_NUMBER.test(word)));
}

/**
 * Compares two rows in every way but reading them token by token.
 * @param score their content similarity, where it is known
 */
export function comparePair(rows: ComparedRows, one: number, other: number, score?: number): RowPair {
  const [a, b] = one < other ? [one, other] : [other, one];
  const task = similarity(rows.task, a, b);
  const difference = differenceOf(rows, a, b);
  const { slot, more, unmatched } = difference;
  const isEqual = hasSameWords(rows.texts.comparableOf(a), rows.texts.comparableOf(b));
  const isOther = slot !== null || asksForMore(difference) || differUnread(rows, a, b, unmatched);
  return {
    a,
    b,
    content: score ?? similarity(rows.content, a, b),
    task,
    lexical: jaccard(rows.texts.shinglesOf(a), rows.texts.shinglesOf(b)),
    verdict: isOther ? 'other_slot' : task < rows.relatedFrom ? 'other_task' : 'same',
    isOpen: !isEqual && task >= rows.relatedFrom && leavesOpen(difference),
    chance: null,
    more,
  };
}
