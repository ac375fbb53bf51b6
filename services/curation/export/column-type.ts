import type { ValueType } from '../../../schemas/layout.ts';
import { leafCodec } from '../../corpus/formats/parquet-leaf.ts';
import { nativeValue, TypedValue, type WritableValue } from '../../corpus/typed-value.ts';
import { at } from '../../runtime/at.ts';

/**
 * The type of a column's values: `nothing` when all are null, `json` when they are of several kinds, `leaf` when their
 * file named it.
 */
export type ColumnType =
  | { readonly kind: 'nothing' | 'boolean' | 'integer' | 'number' | 'text' | 'json' }
  | { readonly kind: 'leaf'; readonly name: string }
  | { readonly kind: 'list'; readonly element: ColumnType }
  | { readonly kind: 'map'; readonly key: ColumnType; readonly value: ColumnType }
  | { readonly kind: 'struct'; readonly fields: readonly (readonly [string, ColumnType])[] };

export const NOTHING: ColumnType = { kind: 'nothing' };
const JSON_TYPE: ColumnType = { kind: 'json' };
const NUMBER: ColumnType = { kind: 'number' };
const TEXT: ColumnType = { kind: 'text' };
const BINARY: ColumnType = { kind: 'leaf', name: 'binary' };
/** Whole numbers that a double does not hold. */
const LONG: ColumnType = { kind: 'leaf', name: 'int64' };
const UNSIGNED_LONG: ColumnType = { kind: 'leaf', name: 'uint64' };

/** Lists and objects that are nested deeper than this are written as JSON. */
const MAX_NESTING = 4;
/** Types whose values are texts in a row. */
const TEXT_LEAVES = /^(?:timestamp|time|date|uuid|enum|interval)\b/;
const SHORT_WHOLE = /^u?int(?:8|16|32)$/;

/** The type of a single value. @param depth how deep the value is nested */
export function typeOfValue(value: WritableValue, depth = 0): ColumnType {
  if (value instanceof TypedValue) return typeOfTyped(value, depth);
  if (value === null) return NOTHING;
  if (typeof value === 'string') return TEXT;
  if (typeof value === 'boolean') return { kind: 'boolean' };
  if (typeof value === 'number') return { kind: Number.isSafeInteger(value) ? 'integer' : 'number' };
  if (depth === MAX_NESTING) return JSON_TYPE;
  if (Array.isArray(value)) {
    const elements = value.map((item) => typeOfValue(item, depth + 1));
    return listOf(elements.reduce(commonType, NOTHING));
  }
  return structOf(Object.entries(value).map(([name, item]) => [name, typeOfValue(item, depth + 1)]));
}

function typeOfTyped(value: TypedValue, depth: number): ColumnType {
  const declared = declaredType(value.type);
  if (declared !== null) return holds(declared, value.json) ? declared : typeOfValue(value.json, depth);
  const native = nativeValue(value);
  if (native instanceof Uint8Array) return BINARY;
  if (typeof native === 'number') return NUMBER;
  if (typeof native === 'string' && value.type === 'number') {
    if (holds(LONG, native)) return LONG;
    return holds(UNSIGNED_LONG, native) ? UNSIGNED_LONG : JSON_TYPE;
  }
  return TEXT;
}

/** The column type of the type that a value had in its file; null when that is none of a column. */
function declaredType(type: ValueType): ColumnType | null {
  if (typeof type === 'string') {
    if (type === 'json') return JSON_TYPE;
    if (type === 'string') return TEXT;
    if (type === 'bool') return { kind: 'boolean' };
    if (type === 'double') return NUMBER;
    return leafCodec(type) === null ? null : { kind: 'leaf', name: type };
  }
  if ('list' in type) return listOf(declaredType(type.list) ?? JSON_TYPE);
  if ('map' in type) {
    const [key, value] = type.map.map((part) => declaredType(part) ?? JSON_TYPE);
    return key === undefined || value === undefined ? null : mapOf(key, value);
  }
  return structOf(type.struct.map(([name, field]) => [name, declaredType(field) ?? JSON_TYPE]));
}

/** Whether a column of this type can have the value. */
function holds(type: ColumnType, value: WritableValue): boolean {
  const native = nativeValue(value);
  if (native === null) return true;
  if (type.kind === 'json') return true;
  if (type.kind === 'list') {
    return Array.isArray(native) && native.every((item: WritableValue) => holds(type.element, item));
  }
  if (type.kind === 'map') {
    return entriesOf(native)?.every(([k, v]) => holds(type.key, k) && holds(type.value, v)) ?? false;
  }
  if (type.kind === 'struct') return isStructOf(type.fields, native);
  const leaf = type.kind === 'leaf' ? type.name : LEAF_OF_KIND[type.kind];
  return leafCodec(leaf)?.encode(native) !== undefined;
}

function isStructOf(fields: Fields, value: ReturnType<typeof nativeValue>): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || value instanceof Uint8Array)
    return false;
  const own = (name: string): WritableValue => (Object.hasOwn(value, name) ? (value[name] ?? null) : null);
  return (
    Object.keys(value).every((name) => fields.some(([field]) => field === name)) &&
    fields.every(([name, field]) => holds(field, own(name)))
  );
}

const LEAF_OF_KIND = {
  nothing: 'string',
  boolean: 'bool',
  integer: 'int64',
  number: 'double',
  text: 'string',
} as const;

/** The keys and values of a map: an object, or a list of objects with `key` and `value`. Null for another value. */
export function entriesOf(value: unknown): (readonly [WritableValue, WritableValue])[] | null {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return null;
  if (!Array.isArray(value)) return Object.entries(value as Record<string, WritableValue>);
  const entries = value as { readonly key?: WritableValue; readonly value?: WritableValue }[];
  return entries.every((entry) => typeof entry === 'object' && 'key' in entry && 'value' in entry)
    ? entries.map(({ key = null, value: of = null }) => [key, of] as const)
    : null;
}

function listOf(element: ColumnType): ColumnType {
  return element.kind === 'json' ? JSON_TYPE : { kind: 'list', element };
}

function mapOf(key: ColumnType, value: ColumnType): ColumnType {
  return key.kind === 'json' || value.kind === 'json' ? JSON_TYPE : { kind: 'map', key, value };
}

/** The type of objects with these fields; JSON when there are none, since Parquet has no struct without fields. */
function structOf(fields: readonly (readonly [string, ColumnType])[]): ColumnType {
  const isPlain = fields.length > 0 && fields.every(([, type]) => type.kind !== 'json');
  return isPlain ? { kind: 'struct', fields } : JSON_TYPE;
}

/** The type that holds the values of both types. Two objects are JSON unless they have the same fields in the same order. */
export function commonType(a: ColumnType, b: ColumnType): ColumnType {
  if (a.kind === 'nothing') return b;
  if (b.kind === 'nothing') return a;
  if (a.kind === 'list' && b.kind === 'list') return listOf(commonType(a.element, b.element));
  if (a.kind === 'map' && b.kind === 'map')
    return mapOf(commonType(a.key, b.key), commonType(a.value, b.value));
  if (a.kind === 'struct' && b.kind === 'struct') return commonStruct(a.fields, b.fields);
  if (a.kind === 'leaf') return commonLeaf(a.name, b);
  if (b.kind === 'leaf') return commonLeaf(b.name, a);
  if (a.kind === b.kind) return a;
  const isNumeric = [a, b].every(({ kind }) => kind === 'integer' || kind === 'number');
  return isNumeric ? NUMBER : JSON_TYPE;
}

function commonLeaf(name: string, other: ColumnType): ColumnType {
  if (other.kind === 'leaf' && other.name === name) return other;
  const names = [name, other.kind === 'leaf' ? other.name : ''];
  const isText = (one: string): boolean => TEXT_LEAVES.test(one);
  if (isText(name) && (other.kind === 'text' || isText(names[1] ?? ''))) return TEXT;
  if (name === 'binary' && other.kind === 'text') return BINARY;
  const isShort = names.every((one) => SHORT_WHOLE.test(one));
  if (isShort || (other.kind === 'integer' && (SHORT_WHOLE.test(name) || name === 'int64'))) return LONG;
  if (names.includes('int64') && names.some((one) => SHORT_WHOLE.test(one))) return LONG;
  const isFloat = (one: string): boolean => one === 'float' || one === 'float16';
  if (isFloat(name) && (other.kind === 'number' || isFloat(names[1] ?? ''))) return NUMBER;
  return SHORT_WHOLE.test(name) && other.kind === 'number' ? NUMBER : JSON_TYPE;
}

type Fields = readonly (readonly [string, ColumnType])[];

function commonStruct(a: Fields, b: Fields): ColumnType {
  const isSame = a.length === b.length && a.every(([name], i) => name === at(b, i)[0]);
  if (!isSame) return JSON_TYPE;
  return structOf(a.map(([name, type], i) => [name, commonType(type, at(b, i)[1])]));
}
