import { dotAt } from '../../analysis/dot.ts';
import type { Points } from '../../analysis/points.ts';
import { jaccard } from './min-hash.ts';
import type { RowIdentities } from './row-identities.ts';
import type { RowTexts } from './row-texts.ts';
import type { Synonyms } from './synonyms.ts';
import { wordDifference, type WordDifference } from './word-difference.ts';

/** `same`: one may stand for the other. `other_slot`: the same task of something else. `other_task`: another task. */
type Verdict = 'same' | 'other_slot' | 'other_task';

/** Two rows of different texts, the smaller first, and how alike they are; `differenceOf` has their words. */
export interface RowPair {
  readonly a: number;
  readonly b: number;
  /** Cosine similarity in each space, -1 to 1. */
  readonly content: number;
  readonly task: number;
  /** Jaccard similarity of the character 5-grams of the folded texts, 0 to 1. */
  readonly lexical: number;
  readonly verdict: Verdict;
  /** Terms that one side has more, where nothing else makes another request of it. */
  readonly more: number;
}

/** What rows are compared by. */
export interface ComparedRows {
  readonly identities: RowIdentities;
  readonly texts: RowTexts;
  readonly task: Points;
  readonly content: Points;
  readonly synonyms: Synonyms;
  /** Task similarity from which two instructions are of one kind. */
  readonly relatedFrom: number;
}

/** The first row of every node. */
export function firstRows({ node }: RowIdentities): number[] {
  const rows: number[] = [];
  node.forEach((number, row) => {
    if (number === rows.length) rows.push(row);
  });
  return rows;
}

/** Scalar product of two rows, in double precision; more than 1 by rounding is 1. */
export function similarity({ dimensions, values }: Points, a: number, b: number): number {
  return Math.min(1, dotAt(values, a * dimensions, values, b * dimensions, dimensions));
}

/** Which words of two rows differ. */
export function differenceOf({ texts, synonyms }: ComparedRows, a: number, b: number): WordDifference {
  return wordDifference(texts.wordsOf(a), texts.wordsOf(b), synonyms);
}

/** Compares two rows in every way. @param score their content similarity, where it is known */
export function comparePair(rows: ComparedRows, one: number, other: number, score?: number): RowPair {
  const [a, b] = one < other ? [one, other] : [other, one];
  const task = similarity(rows.task, a, b);
  const { slot, more } = differenceOf(rows, a, b);
  return {
    a,
    b,
    content: score ?? similarity(rows.content, a, b),
    task,
    lexical: jaccard(rows.texts.shinglesOf(a), rows.texts.shinglesOf(b)),
    verdict: slot !== null ? 'other_slot' : task < rows.relatedFrom ? 'other_task' : 'same',
    more,
  };
}
