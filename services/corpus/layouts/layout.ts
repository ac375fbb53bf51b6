import type { LayoutName } from '../../../schemas/layout.ts';
import type { InstructionContent } from '../../../schemas/record.ts';
import type { Row } from '../row.ts';

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

/** Whether there is something to read under `name`. */
export function has(row: Row, name: string): boolean {
  return Object.hasOwn(row, name) && row[name] !== null;
}
