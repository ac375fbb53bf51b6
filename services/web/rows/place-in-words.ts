import type { RowOrigin } from '../../../schemas/layout.ts';

/** Where a row stands in its file. */
export function placeInWords({ file, line, row_in_line: row }: RowOrigin): string {
  return row === undefined ? `${file}, line ${line}` : `${file}, row ${row} of line ${line}`;
}
