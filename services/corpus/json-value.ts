import type { Json } from '../../schemas/record.ts';
import { MAX_DEPTH, TOO_DEEP } from './formats/json-limits.ts';
import { RowProblem } from './row.ts';

const REPLACEMENT = '\uFFFD';
/** The characters that cannot be kept: NUL, which Postgres refuses, and halves of surrogate pairs, which UTF-8 lacks. */
const UNSAFE = /[\0\p{Surrogate}]/u;
const ALL_UNSAFE = /[\0\p{Surrogate}]/gu;

/** The text with U+FFFD in place of NUL and of lone surrogates, so that every store keeps it as it is. */
export function wellFormed(text: string): string {
  return UNSAFE.test(text) ? text.replace(ALL_UNSAFE, REPLACEMENT) : text;
}

/**
 * Turns a value of a row into JSON. Dates become texts in ISO 8601, whole numbers beyond 2⁵³ become texts, bytes become
 * base64, numbers that JSON lacks become null, and texts become well formed.
 * @throws RowProblem when the value is nested deeper than 100
 */
export function toJson(value: unknown, depth = 0): Json {
  if (depth > MAX_DEPTH) throw new RowProblem(TOO_DEEP);
  if (typeof value === 'string') return wellFormed(value);
  if (typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value + 0 : null;
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (typeof value !== 'object' || value === null) return null;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (Array.isArray(value)) return value.map((item) => toJson(item, depth + 1));
  if (ArrayBuffer.isView(value)) return Array.from(value as Float64Array, (item) => toJson(item, depth + 1));
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return Object.fromEntries(entries.map(([key, item]) => [wellFormed(key), toJson(item, depth + 1)]));
}
