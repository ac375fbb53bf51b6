import { columnsLayout } from './columns.ts';
import { findColumns, mapOf } from './find-columns.ts';
import type { Layout } from './layout.ts';
import { whyNoLayout } from './no-layout.ts';
import { RowProblem, type Row } from '../row.ts';

/**
 * Rows whose fields have names that questions and answers have in public data, in any combination: what to do, what it is done
 * to, choices, an answer or none. What was found is a column map, with which each row is read and written.
 */
export const namedFields: Layout = {
  name: 'columns',
  map: 'fields',
  fits: (row) => findColumns(row) !== null,
  forRow: (row) => layoutOf(row),
  read: (row) => layoutOf(row).read(row),
  write: (content, fields) =>
    columnsLayout({ instruction: 'instruction', output: 'output' }).write(content, fields),
};

function layoutOf(row: Row): Layout {
  const found = findColumns(row);
  if (found === null) throw new RowProblem(whyNoLayout(row));
  return columnsLayout(mapOf(found), 'fields');
}
