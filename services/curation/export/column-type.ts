import type { Json } from '../../../schemas/record.ts';
import { at } from '../../runtime/at.ts';

/** The type of a column's values: `nothing` when all are null, `json` when they are of several kinds. */
export type ColumnType =
  | { readonly kind: 'nothing' | 'boolean' | 'integer' | 'number' | 'text' | 'json' }
  | { readonly kind: 'list'; readonly element: ColumnType }
  | { readonly kind: 'struct'; readonly fields: readonly (readonly [string, ColumnType])[] };

export const NOTHING: ColumnType = { kind: 'nothing' };
const JSON_TYPE: ColumnType = { kind: 'json' };

/** Lists and objects that are nested deeper than this are written as JSON. */
const MAX_NESTING = 4;

/** The type of a single value. @param depth how deep the value is nested */
export function typeOfValue(value: Json, depth = 0): ColumnType {
  if (value === null) return NOTHING;
  if (typeof value === 'string') return { kind: 'text' };
  if (typeof value === 'boolean') return { kind: 'boolean' };
  if (typeof value === 'number') return { kind: Number.isSafeInteger(value) ? 'integer' : 'number' };
  if (depth === MAX_NESTING) return JSON_TYPE;
  if (Array.isArray(value)) {
    const elements = value.map((item) => typeOfValue(item, depth + 1));
    return listOf(elements.reduce(commonType, NOTHING));
  }
  return structOf(Object.entries(value).map(([name, item]) => [name, typeOfValue(item, depth + 1)]));
}

function listOf(element: ColumnType): ColumnType {
  return element.kind === 'json' ? JSON_TYPE : { kind: 'list', element };
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
  if (a.kind === 'struct' && b.kind === 'struct') return commonStruct(a.fields, b.fields);
  if (a.kind === b.kind) return a;
  const isNumeric = [a, b].every(({ kind }) => kind === 'integer' || kind === 'number');
  return isNumeric ? { kind: 'number' } : JSON_TYPE;
}

type Fields = readonly (readonly [string, ColumnType])[];

function commonStruct(a: Fields, b: Fields): ColumnType {
  const isSame = a.length === b.length && a.every(([name], i) => name === at(b, i)[0]);
  if (!isSame) return JSON_TYPE;
  return structOf(a.map(([name, type], i) => [name, commonType(type, at(b, i)[1])]));
}
