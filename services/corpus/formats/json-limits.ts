import { MAX_DEPTH, TOO_DEEP } from '../row.ts';
import { MAX_ROW_VALUES } from './raw-row.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;
const CAPITAL_I = 0x49;
const CAPITAL_N = 0x4e;
const CLOSE_ARRAY = 0x5d;
const CLOSE_OBJECT = 0x7d;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const SPACE = 0x20;
const TAB = 0x09;

/** Whole numbers of at most so many digits are below 2⁵³. */
const SAFE_DIGITS = 15;
/** Fractions of at most so many digits are held by a double as they are written. */
const DOUBLE_DIGITS = 17;

/** What the bytes of a row of JSON show before it is parsed. */
export interface JsonSurvey {
  /** The reason why it should not be parsed; null when it may be. */
  readonly problem: string | null;
  /** Whether it may have something that JSON.parse would change or refuse: a number of many digits, NaN, a comma too many. */
  readonly isSpecial: boolean;
  /** The number of fields of all its objects. */
  readonly members: number;
}

/**
 * Looks at a row before it is parsed. Sixteen megabytes of brackets or of short values would become half a gigabyte of
 * objects and keep the process busy for seconds, so brackets and commas are counted before.
 */
export function surveyJson(bytes: Uint8Array, mostValues = MAX_ROW_VALUES): JsonSurvey {
  let depth = 0;
  let commas = 0;
  let members = 0;
  let isSpecial = false;
  let afterComma = false;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at]!;
    if (byte === SPACE || byte === LINE_FEED || byte === CARRIAGE_RETURN || byte === TAB) continue;
    if (byte === QUOTE) at = endOfString(bytes, at + 1);
    else if (byte === COLON) members += 1;
    else if (byte === MINUS || (byte >= ZERO && byte <= NINE)) {
      if (isSpecial) continue;
      const end = endOfNumber(bytes, at);
      isSpecial = isSpecialNumber(bytes, at, end);
      at = end - 1;
    } else if (byte === CAPITAL_I || byte === CAPITAL_N) isSpecial = true;
    // The mask hides the one bit by which [ differs from {, and ] from }.
    else if ((byte & 0xdf) === 0x5b) depth += 1;
    else if (byte === CLOSE_ARRAY || byte === CLOSE_OBJECT) {
      depth -= 1;
      if (afterComma) isSpecial = true;
    }
    afterComma = byte === COMMA;
    if (afterComma) commas += 1;
    if (depth > MAX_DEPTH) return { problem: TOO_DEEP, isSpecial, members };
  }
  const problem = commas < mostValues ? null : TOO_MANY_VALUES;
  return { problem, isSpecial: isSpecial || afterComma, members };
}

/** The index of the quote that ends a string whose inside begins at `start`, or the end of the bytes. */
function endOfString(bytes: Uint8Array, start: number): number {
  for (let at = bytes.indexOf(QUOTE, start); at !== -1; at = bytes.indexOf(QUOTE, at + 1)) {
    let first = at;
    while (first > start && bytes[first - 1] === BACKSLASH) first -= 1;
    if ((at - first) % 2 === 0) return at;
  }
  return bytes.length;
}

/** The index after a number. A sign or an exponent is taken for a part of it. */
function endOfNumber(bytes: Uint8Array, start: number): number {
  let at = start + 1;
  for (; at < bytes.length; at += 1) {
    const byte = bytes[at]!;
    const isPart =
      (byte >= ZERO && byte <= NINE) || byte === POINT || (byte | 0x20) === 0x65 || byte === MINUS;
    if (!isPart) break;
  }
  return at;
}

/** Whether a number may be another one, or look like another one, once JavaScript has read it. */
function isSpecialNumber(bytes: Uint8Array, start: number, end: number): boolean {
  let digits = 0;
  let hasPoint = false;
  let isWhole = true;
  for (let at = start; at < end; at += 1) {
    const byte = bytes[at]!;
    if (byte === POINT) hasPoint = true;
    else if (byte >= ZERO && byte <= NINE) {
      if (digits > 0 || byte !== ZERO) digits += 1;
      if (hasPoint && byte !== ZERO) isWhole = false;
    } else if (byte !== MINUS) return true;
  }
  if (hasPoint) return isWhole || digits > DOUBLE_DIGITS;
  return digits > SAFE_DIGITS || (digits === 0 && bytes[start] === MINUS);
}

export const TOO_MANY_VALUES = `the row has more than ${MAX_ROW_VALUES} values: leave out what is no text, such as token ids`;
