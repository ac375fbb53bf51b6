/** Punctuation of prose. Operators, signs of currency and marks within numbers are not among it. */
const PROSE_MARKS =
  /(?<![\p{N}])[.,;:!?'"“”‘’«»…¿¡。、，；：！？「」『』_]+|[.,;:!?'"“”‘’«»…¿¡。、，；：！？「」『』_]+(?![\p{N}])/gu;
const DASH_IN_WORDS = /(?<=\p{L})[-‐‑–—](?=\p{L})/gu;
const SPACE = /\s+/gu;

/**
 * A text in the form in which near copies are compared: lower case, words separated by single spaces, without the
 * punctuation of prose, in Unicode's compatibility form (NFKC).
 */
export function foldText(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(PROSE_MARKS, ' ')
    .replace(DASH_IN_WORDS, ' ')
    .replace(SPACE, ' ')
    .trim();
}
