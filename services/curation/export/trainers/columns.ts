import type { Json } from '../../../../schemas/record.ts';
import { isObject, type Row } from '../../../corpus/row.ts';
import type { ColumnType } from '../column-type.ts';
import type { TypedColumn } from '../write-parquet.ts';

const TEXT: ColumnType = { kind: 'text' };
const listOf = (element: ColumnType): ColumnType => ({ kind: 'list', element });
const struct = (fields: Readonly<Record<string, ColumnType>>): ColumnType => ({
  kind: 'struct',
  fields: Object.entries(fields),
});

const CALL = struct({ id: TEXT, type: TEXT, function: struct({ name: TEXT, arguments: TEXT }) });
const TURN_FIELDS: Readonly<Record<string, ColumnType>> = {
  ...{ role: TEXT, content: TEXT },
  ...{ tool_calls: listOf(CALL), tool_call_id: TEXT, name: TEXT },
};
const SPOKEN = struct({ from: TEXT, value: TEXT });

/** Columns and fields of turns that stand in a file only when some row has something there. */
const OPTIONAL: ReadonlySet<string> = new Set([
  ...['tools', 'images', 'videos', 'audios', 'tool_calls', 'tool_call_id', 'name'],
]);
/** Those of the layout `alpaca` that only files with pairs have; elsewhere they are never empty. */
const ANSWERS: ReadonlySet<string> = new Set(['chosen', 'rejected']);

function isOptional(name: string): boolean {
  return OPTIONAL.has(name) || ANSWERS.has(name);
}

function isFilled(value: Json | undefined): boolean {
  return (
    value !== undefined && value !== null && value !== '' && !(Array.isArray(value) && value.length === 0)
  );
}

/**
 * Adds the columns in which the row has something, and the optional fields of turns, such as `tool_calls`, once for the file
 * and once for their column, as `prompt.tool_calls`.
 */
export function noteUsed(row: Row, used: Set<string>): void {
  for (const [name, value] of Object.entries(row)) {
    if (isFilled(value)) used.add(name);
    if (!isTurns(value)) continue;
    const keys = value.flatMap((turn) => Object.keys(turn).filter((key) => isFilled(turn[key])));
    for (const key of keys) if (isOptional(key)) used.add(key).add(`${name}.${key}`);
  }
}

/** The row with the columns, and the fields of turns, that the rows of its file have. */
export function shaped(row: Row, used: ReadonlySet<string>): Row {
  const columns = Object.entries(row).filter(([name]) => !isOptional(name) || used.has(name));
  return Object.fromEntries(
    columns.map(([name, value]) => [
      name,
      isTurns(value) ? value.map((turn) => turnOf(turn, name, used)) : value,
    ]),
  );
}

function turnOf(turn: Row, column: string, used: ReadonlySet<string>): Record<string, Json> {
  return Object.fromEntries(Object.entries(turn).filter(([key]) => hasField(key, column, used)));
}

function hasField(key: string, column: string, used: ReadonlySet<string>): boolean {
  return !isOptional(key) || used.has(`${column}.${key}`);
}

function isTurns(value: Json): value is Record<string, Json>[] {
  return Array.isArray(value) && value.length > 0 && value.every((item) => isObject(item) && 'role' in item);
}

/** The columns of a row that `shaped` gave, with their types, which are the same whatever the other rows hold. */
export function columnsOf(row: Row, used: ReadonlySet<string>): readonly TypedColumn[] {
  return Object.entries(row).map(([name, value]) => ({ name, type: typeOf(name, value, used) }));
}

function typeOf(name: string, value: Json, used: ReadonlySet<string>): ColumnType {
  if (name === 'label') return { kind: 'boolean' };
  if (name === 'conversations') return listOf(SPOKEN);
  if (name === 'history') return listOf(listOf(TEXT));
  if (['images', 'videos', 'audios'].includes(name)) return listOf(TEXT);
  if (isObject(value)) return SPOKEN;
  if (!Array.isArray(value)) return TEXT;
  const fields = Object.entries(TURN_FIELDS).filter(([key]) => hasField(key, name, used));
  return listOf(struct(Object.fromEntries(fields)));
}
