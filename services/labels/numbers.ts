import type { LabelToken } from './tokens.ts';

/** Verbs and nouns of reckoning: one number beside them is enough. */
const RECKONING =
  /^(?:add|calculate|compute|convert|cubes?|cubed|derivative|divide|divided|equation|evaluate|expression|factorial|factors?|integral|logarithm|minus|multiply|multiples?|percent|percentage|plus|prime|product|remainder|roots?|round|simplify|solve|squared?|subtract|sum|times)$/i;
const OPERATION = /^[=+^*/√⌊⌈×÷%]+$|\d[=+^*/×÷%]|[=+^*/×÷√]\d|[a-z][=^]|√/i;
const NUMBER = /^[$€£]?\d[\d,]*(?:\.\d+)?%?$/;
const YEAR = /^(?:1[5-9]|20)\d\d$/;
const isQuantity = (text: string): boolean => NUMBER.test(text) && !YEAR.test(text);

/** Whether a text is to be reckoned: it has an operation, two numbers, or one beside a word of reckoning. A version, a year or a date is none. */
export function isReckoning(words: readonly LabelToken[]): boolean {
  const texts = words.map(({ text }) => text);
  if (!texts.some((text) => /[\d√=^]/.test(text))) return false;
  if (texts.some((text) => OPERATION.test(text) || RECKONING.test(text))) return true;
  return texts.filter(isQuantity).length > 1;
}
