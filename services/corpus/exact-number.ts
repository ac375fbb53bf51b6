import { EXACT_NUMBER, NEGATIVE_ZERO, TypedValue, WHOLE_DOUBLE } from './typed-value.ts';

/** Every decimal number with so many digits can be told apart as a double, and every double can be written with so many. */
const DOUBLE_DIGITS = 17;
/** The most digits that `toPrecision` gives. */
const MAX_PRECISION = 100;
/** Doubles below have fewer digits. */
const MIN_NORMAL = 2.2250738585072014e-308;
/** From here on JavaScript itself writes a number with an exponent, which no reader takes for a whole number. */
const WRITTEN_WITH_EXPONENT = 1e21;
const WHOLE = /^-?\d+$/;

/** The number of a JSON literal; a typed value when a number of JavaScript would not be written as it was. */
export function exactNumber(literal: string): number | TypedValue {
  const value = Number(literal);
  if (Object.is(value, -0) && !/[1-9]/.test(mantissaOf(literal))) return new TypedValue(0, NEGATIVE_ZERO);
  if (WHOLE.test(literal)) return Number.isSafeInteger(value) ? value : new TypedValue(literal, EXACT_NUMBER);
  return isHeld(literal, value) ? exactDouble(value) : new TypedValue(literal, EXACT_NUMBER);
}

/** A double as it stands in a row, whole ones with their type. */
export function exactDouble(value: number): number | TypedValue {
  if (Object.is(value, -0)) return new TypedValue(0, NEGATIVE_ZERO);
  const looksWhole = Number.isInteger(value) && Math.abs(value) < WRITTEN_WITH_EXPONENT;
  return looksWhole ? new TypedValue(value, WHOLE_DOUBLE) : value;
}

/** Whether the literal is how the double may be written: with digits enough to tell it, or with those that it has. */
function isHeld(literal: string, value: number): boolean {
  if (!Number.isFinite(value)) return false;
  const digits = digitsOf(literal);
  if (value === 0 || digits === '') return digits === '';
  if (digits.length <= DOUBLE_DIGITS && Math.abs(value) >= MIN_NORMAL) return true;
  return digits.length <= MAX_PRECISION && digitsOf(value.toPrecision(digits.length)) === digits;
}

/** The digits of a literal from the first to the last that is not zero. */
function digitsOf(literal: string): string {
  const digits = mantissaOf(literal).replace(/[-.]/g, '');
  let [from, to] = [0, digits.length];
  while (digits[from] === '0') from += 1;
  while (to > from && digits[to - 1] === '0') to -= 1;
  return digits.slice(from, to);
}

function mantissaOf(literal: string): string {
  return literal.split(/e/i, 1)[0] ?? '';
}
