import { MAX_ROW_VALUES } from './raw-row.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;

/** The deepest nesting that a row may have. Real rows have far less. */
export const MAX_DEPTH = 100;

export const TOO_DEEP = `the row is nested deeper than ${MAX_DEPTH} levels: flatten it`;

/**
 * The reason why a row should not be parsed; null when it may be. Sixteen megabytes of brackets or of short values would
 * become half a gigabyte of objects and keep the process busy for seconds, so brackets and commas are counted before.
 */
export function jsonProblem(bytes: Uint8Array): string | null {
  if (bytes.length <= MAX_DEPTH) return null;
  let depth = 0;
  let commas = 0;
  let inString = false;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (inString) {
      if (byte === BACKSLASH) at += 1;
      else if (byte === QUOTE) inString = false;
    } else if (byte === QUOTE) inString = true;
    else if (byte === COMMA) commas += 1;
    // The mask hides the one bit by which [ differs from {, and ] from }.
    else if (byte !== undefined && (byte & 0xdf) === 0x5b) depth += 1;
    else if (byte !== undefined && (byte & 0xdf) === 0x5d) depth -= 1;
    if (depth > MAX_DEPTH) return TOO_DEEP;
  }
  return commas < MAX_ROW_VALUES ? null : TOO_MANY_VALUES;
}

export const TOO_MANY_VALUES = `the row has more than ${MAX_ROW_VALUES} values: leave out what is no text, such as token ids`;
