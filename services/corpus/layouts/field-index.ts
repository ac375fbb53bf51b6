import type { Json } from '../../../schemas/record.ts';
import { isObject, type Row } from '../row.ts';
import { parseStructure } from './cell-text.ts';
import {
  ANSWER_NAMES,
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
    const value = field === undefined ? null : objectOf(field.value);
    if (field === undefined || value === null) continue;
    const names = Object.keys(value);
    if (!names.some((name) => WITHIN_WRAPPER.has(plainName(name)))) continue;
    if (typeof field.value === 'string') openAnswers(index);
    index.delete(wrapper);
    for (const [name, inner] of Object.entries(value)) {
      if (!index.has(plainName(name))) add(index, name, `${field.path}.${name}`, inner);
    }
  }
  return index;
}

/** Whether a text is an object written in a cell that asks something, as tables of Langfuse and LangSmith have it. */
export function isAskingCell(value: Json): boolean {
  if (typeof value !== 'string') return false;
  return Object.keys(objectOf(value) ?? {}).some((name) => WITHIN_WRAPPER.has(plainName(name)));
}

/** The object in a value, which may be written in a cell of a table. */
function objectOf(value: Json): Row | null {
  const found = typeof value === 'string' && /^\s*\{/.test(value) ? parseStructure(value) : value;
  return isObject(found) ? found : null;
}

/** Beside a request in a cell the answer is written in one too: where it has one field, this is the answer. */
function openAnswers(index: Map<string, RowField>): void {
  for (const name of ANSWER_NAMES) {
    const field = index.get(name);
    if (typeof field?.value !== 'string') continue;
    const [[inner, value] = [], ...others] = Object.entries(objectOf(field.value) ?? {});
    if (inner !== undefined && value !== undefined && others.length === 0)
      index.set(name, { path: `${field.path}.${inner}`, value });
  }
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
