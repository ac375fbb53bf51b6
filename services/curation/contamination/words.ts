import { compatibleForm } from '../rows/compatible-form.ts';
import { UNSPACED } from '../../corpus/unspaced-scripts.ts';

/** The scripts in which each character counts as a word: those without spaces between words, and Bopomofo. */
const SINGLE = `${UNSPACED}\\p{Script=Bopomofo}`;
/** Signs that count as words because they change a question: 3 + 4 is not 3 - 4. A dash counts only before a number. */
const OPERATORS = String.raw`[\p{Sm}\p{Sc}\p{So}^*/%]|-(?=\s*\p{N})`;
const WORD = new RegExp(
  String.raw`[${SINGLE}]\p{M}*|(?:(?![${SINGLE}])[\p{L}\p{N}\p{M}])+|${OPERATORS}`,
  'gu',
);
const NUMBER = /^\p{N}+$/u;

/**
 * The words of a text without regard to case, punctuation and spacing, as Brown et al. (2020, appendix C) compare texts. They
 * are in Unicode's compatibility form (NFKC), so that full-width letters equal plain ones. Signs of arithmetic, currencies and
 * symbols count as words.
 */
export function contaminationWords(text: string): string[] {
  return compatibleForm(text).toLowerCase().match(WORD) ?? [];
}

/** The words of a text, and the places before which a sentence, a line or a quotation begins or ends. */
export interface SegmentedWords {
  readonly words: readonly string[];
  readonly bounds: ReadonlySet<number>;
}

/** A run of marks is looked at from its first alone. */
const BOUND = /[\n"“”«»「」『』。！？；：]+|(?<![.!?;:])[.!?;:]+(?=\s|$)/u;

export function segmentedWords(text: string): SegmentedWords {
  const words: string[] = [];
  const bounds = new Set([0]);
  for (const segment of text.split(BOUND)) {
    for (const word of contaminationWords(segment)) words.push(word);
    bounds.add(words.length);
  }
  return { words, bounds };
}

/** Whether each of two texts has a number that the other lacks, which makes them different questions. */
export function numbersDiffer(one: readonly string[], other: readonly string[]): boolean {
  const left = new Set(one.filter((word) => NUMBER.test(word)));
  const right = new Set(other.filter((word) => NUMBER.test(word)));
  return [...left].some((number) => !right.has(number)) && [...right].some((number) => !left.has(number));
}
