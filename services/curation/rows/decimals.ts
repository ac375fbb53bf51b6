/** A number as it is written, so that numbers beyond the precision of a double are compared exactly. */
export interface Decimal {
  readonly sign: -1 | 0 | 1;
  /** The power of ten of the first digit. */
  readonly power: number;
  /** The digits from the first that is not 0 to the last that is not 0. */
  readonly digits: string;
}

const NUMBER = /^([-+]?)(\d*)(?:\.(\d*))?(?:e([-+]?\d{1,9}))?(%?)$/i;
/** Longer texts are no numbers. */
const LONGEST = 1_000;

/** Reads a number as JSON and Python write it, also as a percentage; null when a text is none. */
export function decimalOf(text: string): Decimal | null {
  if (text.length > LONGEST) return null;
  const match = NUMBER.exec(text.trim());
  if (match === null) return null;
  const [, sign, whole = '', part = '', exponent = '0', percent] = match;
  if (whole + part === '') return null;
  const all = whole + part;
  const first = all.search(/[1-9]/);
  if (first < 0) return { sign: 0, power: 0, digits: '' };
  const power = whole.length - 1 - first + Number(exponent) - (percent === '%' ? 2 : 0);
  return { sign: sign === '-' ? -1 : 1, power, digits: all.slice(first).replace(/0+$/, '') };
}

/** Below 0 when the first number is less than the second, above 0 when it is more. */
export function compareDecimals(one: Decimal, other: Decimal): number {
  if (one.sign !== other.sign) return one.sign - other.sign;
  const size =
    one.power - other.power || (one.digits < other.digits ? -1 : one.digits > other.digits ? 1 : 0);
  return one.sign * size;
}
