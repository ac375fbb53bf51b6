import type { LayoutName } from '../../../schemas/layout.ts';
import type { InstructionContent } from '../../../schemas/record.ts';
import type { Row } from '../row.ts';

/** A way in which instruction data are laid out in the fields of a row. */
export interface Layout {
  readonly name: LayoutName;
  /** Whether the row has the fields of this layout; their values may still be wrong. */
  fits(row: Row): boolean;
  /**
   * The content of a row.
   * @throws RowProblem when a field is missing or wrong
   */
  read(row: Row): InstructionContent;
  /**
   * The row of a content, with every field that `read` was given. The fields that the layout knows have the names among
   * `fields` from which it reads them, or else its own names.
   */
  write(content: InstructionContent, fields?: readonly string[]): Row;
}

/** Whether a row has a field `name` whose value is not null. */
export function has(row: Row, name: string): boolean {
  return Object.hasOwn(row, name) && row[name] !== null;
}
