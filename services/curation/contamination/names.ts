import { isSlip } from './word-alignment.ts';

/** A capitalised word inside a sentence, with its digits: the words of a text have them too, as in `person2`. */
const INSIDE = /(?<=[\p{Ll}\p{N},;)]\s)\p{Lu}[\p{L}\p{M}\p{N}]+/gu;
const WORD = /\p{L}[\p{L}\p{M}]*/gu;
/** Of a text with as great a share of them, as of a title or in German, capitals tell no names. */
const TOO_MANY = 1 / 3;
/** With more pairs of a name and a word slips are not looked for: so many names are not all slips. */
const MOST_COMPARED = 200_000;

export const NO_NAMES: ReadonlySet<string> = new Set();

/** The names in a text, in lower case: words with a capital inside a sentence. */
export function namesIn(text: string): ReadonlySet<string> {
  const names = text.match(INSIDE) ?? [];
  const words = text.match(WORD) ?? [];
  if (names.length === 0 || names.length >= words.length * TOO_MANY) return NO_NAMES;
  return new Set(names.map((name) => name.toLowerCase()));
}

export interface NamedWords {
  readonly words: readonly string[];
  readonly names: ReadonlySet<string>;
}

/**
 * Whether each of two texts has a name that the other lacks, which makes them different questions. A name that differs by
 * slips of the pen is the same.
 */
export function namesDiffer(one: NamedWords, other: NamedWords): boolean {
  return hasOwnName(one, other) && hasOwnName(other, one);
}

function hasOwnName({ names }: NamedWords, { words }: NamedWords): boolean {
  if (names.size === 0) return false;
  const known = new Set(words);
  const own = [...names].filter((name) => !known.has(name));
  if (own.length * words.length > MOST_COMPARED) return true;
  return own.some((name) => !words.some((word) => isSlip(name, word)));
}
