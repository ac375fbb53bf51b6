import type { ValueType } from '../../../schemas/layout.ts';
import {
  EXACT_NUMBER,
  EXACT_TEXT,
  nativeValue,
  TypedValue,
  type WritableValue,
} from '../../corpus/typed-value.ts';

/** How many values a file could not carry, and what stands in their place. */
export interface Replaced {
  /** NaN and infinities that became null, or an empty cell. */
  numbers: number;
  /** Bytes that became base64. */
  bytes: number;
  /** Texts whose NUL or halves of surrogate pairs became U+FFFD. */
  texts: number;
}

export function nothingReplaced(): Replaced {
  return { numbers: 0, bytes: 0, texts: 0 };
}

/** From here on JavaScript itself writes a number with an exponent. */
const WRITTEN_WITH_EXPONENT = 1e21;
const FRACTIONAL = new Set(['double', 'float', 'float16']);

/** A value as JSON, numbers with all their digits. What JSON lacks is replaced and counted. */
export function exactJson(value: WritableValue, replaced: Replaced): string {
  return hasTypes(value) ? written(value, null, replaced) : JSON.stringify(value);
}

function hasTypes(value: WritableValue): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (value instanceof TypedValue) return true;
  return Array.isArray(value) ? value.some(hasTypes) : Object.values(value).some(hasTypes);
}

function written(value: WritableValue, type: ValueType | null, replaced: Replaced): string {
  if (value instanceof TypedValue) return writtenTyped(value, type, replaced);
  if (value === null) return 'null';
  if (typeof value === 'number') return numberText(value, type);
  if (typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) {
    const element = typeof type === 'object' && type !== null && 'list' in type ? type.list : null;
    return `[${value.map((item) => written(item, element, replaced)).join(',')}]`;
  }
  const members = Object.entries(value).map(
    ([name, item]) => `${JSON.stringify(name)}:${written(item, fieldType(type, name), replaced)}`,
  );
  return `{${members.join(',')}}`;
}

function fieldType(type: ValueType | null, name: string): ValueType | null {
  if (typeof type !== 'object' || type === null) return null;
  if ('map' in type) return type.map[1];
  return 'struct' in type ? (type.struct.find(([field]) => field === name)?.[1] ?? null) : null;
}

function writtenTyped(value: TypedValue, outer: ValueType | null, replaced: Replaced): string {
  const native = nativeValue(value);
  if (native instanceof Uint8Array) {
    replaced.bytes += 1;
    return JSON.stringify(Buffer.from(native).toString('base64'));
  }
  if (typeof native === 'number' && Number.isNaN(native)) return noNumber(replaced);
  if (Object.is(native, -0)) return '-0.0';
  if (typeof native === 'string' && value.type === EXACT_NUMBER) {
    return native.endsWith('Infinity') ? noNumber(replaced) : native;
  }
  if (typeof value.type === 'string' && value.type.startsWith(EXACT_TEXT)) return JSON.stringify(native);
  return written(value.json, typeof outer === 'object' && outer !== null ? outer : value.type, replaced);
}

function noNumber(replaced: Replaced): string {
  replaced.numbers += 1;
  return 'null';
}

/** A double that is whole gets a fraction, so that every reader takes it for a double again. */
function numberText(value: number, type: ValueType | null): string {
  const isWhole = Number.isInteger(value) && Math.abs(value) < WRITTEN_WITH_EXPONENT;
  const isFractional = typeof type === 'string' && FRACTIONAL.has(type);
  return isFractional && isWhole ? `${value}.0` : JSON.stringify(value);
}
