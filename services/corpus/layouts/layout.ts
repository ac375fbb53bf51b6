import type { LayoutName } from '../../../schemas/layout.ts';
import type { InstructionContent, Json } from '../../../schemas/record.ts';

/** A row as JSON, whatever its file's format. */
export type Row = Readonly<Record<string, Json>>;

/** One way in which people lay out instruction data in a row. */
export interface Layout {
  readonly name: LayoutName;
  /** Whether the row has the fields of this layout; their values may still be wrong. */
  fits(row: Row): boolean;
  /** Throws `RowProblem` when a field is missing or wrong. */
  read(row: Row): InstructionContent;
  /**
   * The row again: every field that `read` was given, under the layout's own names for those it knows, or under the
   * names among `fields` that it would read them from.
   */
  write(content: InstructionContent, fields?: readonly string[]): Row;
}

/** Why a row cannot be read: names the field and the way out. */
export class RowProblem extends Error {
  override readonly name = 'RowProblem';
}

export function isObject(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether there is something to read under `name`. */
export function has(row: Row, name: string): boolean {
  return Object.hasOwn(row, name) && row[name] !== null;
}
