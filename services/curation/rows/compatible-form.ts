/** Raised and lowered characters and fractions, of which the compatibility form makes other numbers: 10² is not 102. */
const MEANT =
  '\\u00aa\\u00b2\\u00b3\\u00b9\\u00ba\\u00bc-\\u00be\\u02b0-\\u02b8\\u2070-\\u209f\\u2150-\\u215f\\u2189';
const HAS_MEANT = new RegExp(`[${MEANT}]`, 'u');
const RUNS = new RegExp(`([${MEANT}]+)`, 'u');
const MINUS = /\u2212/g;

/** A text in Unicode's compatibility form (NFKC), where full-width letters equal plain ones, with all numbers as they were. */
export function compatibleForm(text: string): string {
  const form = HAS_MEANT.test(text)
    ? text
        .split(RUNS)
        .map((part, place) => (place % 2 === 1 ? part : part.normalize('NFKC')))
        .join('')
    : text.normalize('NFKC');
  return form.replace(MINUS, '-');
}
