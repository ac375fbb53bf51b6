/** Scripts written without spaces between words: each character counts as a word. */
const UNSPACED = ['Han', 'Hiragana', 'Katakana', 'Bopomofo', 'Thai', 'Lao', 'Khmer', 'Myanmar']
  .map((script) => `\\p{Script=${script}}`)
  .join('');
/** What changes a question though it is no word: 3 + 4 is not 3 - 4. A dash counts before a number alone. */
const OPERATORS = String.raw`[\p{Sm}\p{Sc}\p{So}^*/%]|-(?=\s*\p{N})`;
const WORD = new RegExp(
  String.raw`[${UNSPACED}]\p{M}*|(?:(?![${UNSPACED}])[\p{L}\p{N}\p{M}])+|${OPERATORS}`,
  'gu',
);
const NUMBER = /^\p{N}+$/u;

/**
 * The words of a text, case, punctuation and spacing aside, as Brown et al. (2020, appendix C) compare texts; in Unicode's
 * compatibility form (NFKC), so that full-width letters are letters. Signs of arithmetic, currencies and symbols count as words.
 */
export function contaminationWords(text: string): string[] {
  return text.normalize('NFKC').toLowerCase().match(WORD) ?? [];
}

/** Whether two texts name other numbers: each has one that the other lacks. Then they are different questions. */
export function numbersDiffer(one: readonly string[], other: readonly string[]): boolean {
  const left = new Set(one.filter((word) => NUMBER.test(word)));
  const right = new Set(other.filter((word) => NUMBER.test(word)));
  return [...left].some((number) => !right.has(number)) && [...right].some((number) => !left.has(number));
}
