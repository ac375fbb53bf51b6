import type { Json } from '../../../schemas/record.ts';
import { isObject, type Row } from '../row.ts';
import {
  INPUT_NAMES,
  LEAD_NAMES,
  plainName,
  QUESTION_NAMES,
  RARE_QUESTION_NAMES,
  WRAPPER_NAMES,
} from './field-names.ts';
import { answerText } from './value-text.ts';

/** A field of a row: the path to it, and its value. */
export interface RowField {
  readonly path: string;
  readonly value: Json;
}

/** The fields of a row by their plain names, without those that are null. */
export type FieldIndex = ReadonlyMap<string, RowField>;

const REQUEST_NAMES = [...LEAD_NAMES, ...QUESTION_NAMES, ...RARE_QUESTION_NAMES];
const WITHIN_WRAPPER = new Set([...REQUEST_NAMES, ...INPUT_NAMES]);

/**
 * The fields of a row by plain name. Of two with the same plain name the one in lower case counts. Where the row itself asks
 * nothing, the fields of an object such as `doc` or `inputs` that does count as well.
 */
export function indexFields(row: Row): FieldIndex {
  const index = new Map<string, RowField>();
  for (const [path, value] of Object.entries(row)) add(index, path, path, value);
  if (REQUEST_NAMES.some((name) => isText(index.get(name)?.value))) return index;
  for (const wrapper of WRAPPER_NAMES) {
    const field = index.get(wrapper);
    if (field === undefined || !isObject(field.value)) continue;
    const names = Object.keys(field.value);
    if (!names.some((name) => WITHIN_WRAPPER.has(plainName(name)))) continue;
    index.delete(wrapper);
    for (const [name, value] of Object.entries(field.value)) {
      if (!index.has(plainName(name))) add(index, name, `${field.path}.${name}`, value);
    }
  }
  return index;
}

function add(index: Map<string, RowField>, name: string, path: string, value: Json): void {
  if (value === null) return;
  const plain = plainName(name);
  const before = index.get(plain);
  if (before !== undefined && (isText(before.value) || !isText(value)) && name !== name.toLowerCase()) return;
  if (before !== undefined && before.path === before.path.toLowerCase() && !isBlank(before.value)) return;
  index.set(plain, { path, value });
}

function isBlank(value: Json): boolean {
  return typeof value === 'string' && value.trim() === '';
}

function isText(value: Json | undefined): boolean {
  return (typeof value === 'string' && value.trim() !== '') || typeof value === 'number';
}

/** The text of a request: a text, a list or an object with one; empty when there is none. */
export function requestText(value: Json): string {
  if (typeof value === 'string') return value.trim() === '' ? '' : value;
  if (Array.isArray(value)) return value.length === 1 && !isObject(value[0]) ? (answerText(value) ?? '') : '';
  if (isObject(value)) return Object.hasOwn(value, 'role') ? '' : (answerText(value) ?? '');
  return value === null || typeof value === 'boolean' ? '' : String(value);
}
