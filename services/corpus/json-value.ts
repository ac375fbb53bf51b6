import type { ValueType } from '../../schemas/layout.ts';
import type { Json } from '../../schemas/record.ts';
import { exactDouble, exactNumber } from './exact-number.ts';
import { childPointer, stepsOf } from './pointer.ts';
import { MAX_DEPTH, RowProblem, TOO_DEEP } from './row.ts';
import {
  BYTES,
  EXACT_NUMBER,
  EXACT_TEXT,
  isExactType,
  NAME_MARK,
  NEGATIVE_ZERO,
  NOT_A_NUMBER,
  TypedValue,
  type ValueNotes,
  type WritableValue,
} from './typed-value.ts';

const REPLACEMENT = '\uFFFD';
/** The characters that cannot be kept: NUL, which Postgres refuses, and halves of surrogate pairs, which UTF-8 lacks. */
const UNSAFE = /[\0\p{Surrogate}]/u;
const ALL_UNSAFE = /[\0\p{Surrogate}]/gu;
/** The most characters of the pointers of a row, since each repeats the names above it. */
const MAX_POINTERS = 4_000_000;

/** A value of a file as JSON, and what JSON does not say of it. */
export interface ReadValue extends ValueNotes {
  readonly json: Json;
}

interface Notes {
  readonly exact: [string, string][];
  readonly types: [string, ValueType][];
  characters: number;
}

/** The text with U+FFFD in place of NUL and of lone surrogates, so that every store keeps it as it is. */
export function wellFormed(text: string): string {
  return UNSAFE.test(text) ? text.replace(ALL_UNSAFE, REPLACEMENT) : text;
}

/**
 * Turns a value of a row into JSON. Dates become texts in ISO 8601, whole numbers beyond 2⁵³ become texts, bytes become
 * base64, NaN becomes null, and texts become well formed; what these were is noted.
 * @throws RowProblem when the value is nested deeper than 100, two names cannot be kept apart, or too many values need notes
 */
export function readValue(value: unknown): ReadValue {
  if (isPlain(value, 0)) return { json: value };
  const notes: Notes = { exact: [], types: [], characters: 0 };
  const json = convert(value, '', notes, 0);
  return {
    json,
    ...(notes.exact.length > 0 && { exact: Object.fromEntries(notes.exact) }),
    ...(notes.types.length > 0 && { types: Object.fromEntries(notes.types) }),
  };
}

/** Whether a value is JSON that needs no change, as nearly all rows are. */
function isPlain(value: unknown, depth: number): value is Json {
  if (typeof value === 'string') return !UNSAFE.test(value);
  if (typeof value === 'number') return Number.isFinite(value) && !Object.is(value, -0);
  if (typeof value !== 'object') return typeof value === 'boolean';
  if (value === null) return true;
  if (depth > MAX_DEPTH) throw new RowProblem(TOO_DEEP);
  if (Array.isArray(value)) return value.every((item) => isPlain(item, depth + 1));
  if (Object.getPrototypeOf(value) !== Object.prototype) return false;
  for (const [name, item] of Object.entries(value)) {
    if (UNSAFE.test(name) || !isPlain(item, depth + 1)) return false;
  }
  return true;
}

function convert(value: unknown, pointer: string, notes: Notes, depth: number): Json {
  if (depth > MAX_DEPTH) throw new RowProblem(TOO_DEEP);
  if (typeof value === 'string') return convertText(value, pointer, notes);
  if (typeof value === 'boolean') return value;
  if (typeof value === 'number') return convertNumber(value, pointer, notes, depth);
  if (typeof value === 'bigint') return convert(exactNumber(String(value)), pointer, notes, depth);
  if (typeof value !== 'object' || value === null) return null;
  if (value instanceof TypedValue) {
    note(notes, pointer, value.type);
    return convert(value.json, pointer, notes, depth);
  }
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (value instanceof Uint8Array) {
    note(notes, pointer, BYTES);
    return Buffer.from(value).toString('base64');
  }
  if (Array.isArray(value)) {
    return value.map((item, at) => convert(item, childPointer(pointer, String(at)), notes, depth + 1));
  }
  return convertObject(value, pointer, notes, depth);
}

function convertObject(value: object, pointer: string, notes: Notes, depth: number): Json {
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  const names = new Set<string>();
  return Object.fromEntries(
    entries.map(([own, item]) => {
      const name = wellFormed(own);
      const inside = childPointer(pointer, name);
      if (name !== own) note(notes, `${NAME_MARK}${inside}`, `${EXACT_TEXT}${JSON.stringify(own)}`);
      if (names.has(name)) throw new RowProblem(SAME_NAMES);
      names.add(name);
      return [name, convert(item, inside, notes, depth + 1)];
    }),
  );
}

const SAME_NAMES =
  'two names of fields differ only in NUL or in halves of surrogate pairs: rename one of them';

function convertText(text: string, pointer: string, notes: Notes): string {
  if (!UNSAFE.test(text)) return text;
  note(notes, pointer, `${EXACT_TEXT}${JSON.stringify(text)}`);
  return wellFormed(text);
}

function convertNumber(value: number, pointer: string, notes: Notes, depth: number): Json {
  if (Number.isNaN(value)) {
    note(notes, pointer, NOT_A_NUMBER);
    return null;
  }
  if (!Number.isFinite(value)) {
    note(notes, pointer, EXACT_NUMBER);
    return String(value);
  }
  return Object.is(value, -0) ? convert(exactDouble(value), pointer, notes, depth) : value;
}

function note(notes: Notes, pointer: string, type: ValueType): void {
  notes.characters += pointer.length + 1;
  if (notes.characters > MAX_POINTERS) {
    throw new RowProblem(
      'too many values of the row are numbers with more digits than a double, or bytes: leave some of its fields out',
    );
  }
  if (isExactType(type)) notes.exact.push([pointer, type]);
  else notes.types.push([pointer, type]);
}

/** The value with its types, as a writer of a file needs it. A type that does not fit what stands there is left out. */
export function typedValue(json: Json, { exact, types }: ValueNotes): WritableValue {
  const all = [...Object.entries(exact ?? {}), ...Object.entries(types ?? {})];
  if (all.length === 0) return json;
  let root: WritableValue = structuredClone(json);
  // The deepest first, because a value within another one is looked for before that one is wrapped or renamed.
  const isName = (pointer: string): boolean => pointer.startsWith(NAME_MARK);
  const depthOf = (pointer: string): number => pointer.length - (isName(pointer) ? NAME_MARK.length : 0);
  all.sort(([a], [b]) => depthOf(b) - depthOf(a) || Number(isName(a)) - Number(isName(b)));
  for (const [pointer, type] of all) {
    if (!isName(pointer)) root = withType(root, pointer, type);
    else if (isExactType(type))
      rename(root, stepsOf(pointer), JSON.parse(type.slice(EXACT_TEXT.length)) as string);
  }
  return root;
}
/** Wraps the value at `pointer` in its type; a value that does not fit it, as in a row of another layout, stays as it is. */
function withType(root: WritableValue, pointer: string, type: ValueType): WritableValue {
  const steps = stepsOf(pointer);
  const last = steps.pop();
  if (last === undefined) return wrap(root, type);
  const parent = containerAt(root, steps);
  if (parent !== null && Object.hasOwn(parent, last)) setOwn(parent, last, wrap(parent[last] ?? null, type));
  return root;
}

/** Gives a field its true name, in its place among the others. */
function rename(root: WritableValue, steps: string[], name: string): void {
  const last = steps.pop() ?? '';
  const parent = containerAt(root, steps);
  if (parent === null || !Object.hasOwn(parent, last)) return;
  const entries = Object.entries(parent);
  for (const [own] of entries) Reflect.deleteProperty(parent, own);
  for (const [own, value] of entries) setOwn(parent, own === last ? name : own, value);
}

function containerAt(root: WritableValue, steps: readonly string[]): Record<string, WritableValue> | null {
  let found: WritableValue = root;
  for (const step of steps) {
    if (!isContainer(found) || !Object.hasOwn(found, step)) return null;
    found = found[step] ?? null;
  }
  return isContainer(found) ? found : null;
}

function isContainer(value: WritableValue): value is Record<string, WritableValue> {
  return typeof value === 'object' && value !== null && !(value instanceof TypedValue);
}

function setOwn(target: object, name: string, value: WritableValue): void {
  // A plain assignment to `__proto__` would set the prototype.
  Object.defineProperty(target, name, { value, enumerable: true, configurable: true, writable: true });
}

function wrap(value: WritableValue, type: ValueType): WritableValue {
  return fitsType(value, type) ? new TypedValue(value, type) : value;
}

const NUMBER_TEXT = /^-?(?:Infinity|\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)$/;

function fitsType(value: WritableValue, type: ValueType): boolean {
  if (!isExactType(type)) return true;
  if (type === NOT_A_NUMBER) return value === null;
  if (type === NEGATIVE_ZERO) return value === 0;
  return typeof value === 'string' && (type !== EXACT_NUMBER || NUMBER_TEXT.test(value));
}
