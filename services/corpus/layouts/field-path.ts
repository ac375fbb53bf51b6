import type { Json } from '../../../schemas/record.ts';
import { isObject, type Row } from '../row.ts';
import { parseStructure } from './cell-text.ts';

/** More parts than this a path cannot have: rows are not nested deeper. */
const MAX_PARTS = 100;
const PLACE = /\[(-?\d{1,9})\]/g;
const PART_WITH_PLACES = /^([^[\]]*)((?:\[-?\d{1,9}\])*)$/;

/** What a path leads to. `column` is its name when the path is a column of the row and not a way into one. */
export interface Found {
  readonly value: Json;
  readonly column: string | null;
}

/**
 * What the path leads to in a row, such as `doc.question` or `messages[0].content`; null when there is nothing. A column whose
 * own name has dots or brackets wins. Where no name is written in the same way, upper and lower case do not matter.
 */
export function followPath(row: Row, path: string): Found | null {
  const column = keyOf(row, path);
  if (column !== null) return { value: row[column] ?? null, column };
  const parts = path.split('.');
  if (parts.length > MAX_PARTS || !/[.[]/.test(path)) return null;
  const value = follow(row, parts);
  return value === undefined ? null : { value, column: null };
}

function follow(value: Json, parts: readonly string[]): Json | undefined {
  if (parts.length === 0) return value;
  const inside = isObject(value) ? value : parsedObject(value);
  if (inside === null) return undefined;
  // A name within the row may have dots too, so the longest one is tried first.
  for (let count = parts.length; count > 0; count--) {
    const found = atName(inside, parts.slice(0, count).join('.'));
    const rest = found === undefined ? undefined : follow(found, parts.slice(count));
    if (rest !== undefined) return rest;
  }
  return undefined;
}

function atName(object: Row, written: string): Json | undefined {
  const whole = keyOf(object, written);
  if (whole !== null) return object[whole];
  const match = PART_WITH_PLACES.exec(written);
  const name = match === null ? null : keyOf(object, match[1] ?? '');
  if (match === null || name === null) return undefined;
  let value: Json | undefined = object[name];
  for (const [, place] of (match[2] ?? '').matchAll(PLACE)) {
    value = parsedList(value)?.at(Number(place));
    if (value === undefined) return undefined;
  }
  return value;
}

function keyOf(object: Row, name: string): string | null {
  if (Object.hasOwn(object, name)) return name;
  const lower = name.toLowerCase();
  return Object.keys(object).find((key) => key.length === name.length && key.toLowerCase() === lower) ?? null;
}

/** The list in a value, which may be written in a cell of a table. */
function parsedList(value: Json | undefined): readonly Json[] | null {
  const parsed = typeof value === 'string' ? parseStructure(value) : value;
  return Array.isArray(parsed) ? parsed : null;
}

function parsedObject(value: Json): Row | null {
  const parsed = typeof value === 'string' ? parseStructure(value) : null;
  return isObject(parsed) ? parsed : null;
}
