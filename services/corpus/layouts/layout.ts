import type { ColumnMap, LayoutName } from '../../../schemas/layout.ts';
import type { InstructionContent } from '../../../schemas/record.ts';
import type { Row } from '../row.ts';

/** A way in which instruction data are laid out in the fields of a row. */
export interface Layout {
  readonly name: LayoutName;
  /** The name of the column map by which it was told, for the layout `columns`. */
  readonly map?: string;
  /** The columns that it reads, for the layout `columns`. */
  readonly columns?: ColumnMap;
  /** The layout with the columns that this row has, where rows differ in them. */
  forRow?(row: Row): Layout;
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
