import type { ColumnMap, LayoutName } from '../../../schemas/layout.ts';
import type { InstructionContent } from '../../../schemas/record.ts';
import type { Row } from '../row.ts';

/** A part of a content that some layouts have no place for. */
export type LayoutPart = 'input' | 'output' | 'system' | 'history';
const PARTS: readonly LayoutPart[] = ['input', 'output', 'system', 'history'];

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
  /** Which parts `write` has a place for; all of them when left out. */
  readonly writes?: readonly LayoutPart[];
}

/** The parts that a content has and a layout does not write. */
export function unwrittenParts(content: InstructionContent, { writes }: Layout): readonly LayoutPart[] {
  if (writes === undefined) return [];
  return PARTS.filter((part) => content[part].length > 0 && !writes.includes(part));
}

/** Those of the parts that a column map names. */
export function partsIn(map: ColumnMap): readonly LayoutPart[] {
  return PARTS.filter((part) => map[part] !== undefined);
}

/** Whether a row has a field `name` whose value is not null. */
export function has(row: Row, name: string): boolean {
  return Object.hasOwn(row, name) && row[name] !== null;
}
