import type { Json } from '../../schemas/record.ts';

/** A row as JSON, whatever its file's format. */
export type Row = Readonly<Record<string, Json>>;

/** Why a row cannot be read: names the field and the way out. */
export class RowProblem extends Error {
  override readonly name = 'RowProblem';
}

export function isObject(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
