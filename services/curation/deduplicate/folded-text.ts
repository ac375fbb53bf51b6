/** Marks of prose; operators, signs of currency and what stands in numbers are no such marks. */
const PROSE_MARKS =
  /(?<![\p{N}])[.,;:!?'"“”‘’«»…¿¡。、，；：！？「」『』_]+|[.,;:!?'"“”‘’«»…¿¡。、，；：！？「」『』_]+(?![\p{N}])/gu;
const DASH_IN_WORDS = /(?<=\p{L})[-‐‑–—](?=\p{L})/gu;
const SPACE = /\s+/gu;

/** A text without case, white space and the marks of prose, in Unicode's compatibility form (NFKC). */
export function foldText(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(PROSE_MARKS, ' ')
    .replace(DASH_IN_WORDS, ' ')
    .replace(SPACE, ' ')
    .trim();
}
