import { KindredError } from '../../schemas/errors.ts';
import type { ColumnMap, LayoutName } from '../../schemas/layout.ts';
import { alpaca } from './layouts/alpaca.ts';
import { columnsLayout } from './layouts/columns.ts';
import { dolly } from './layouts/dolly.ts';
import type { Layout } from './layouts/layout.ts';
import { RowProblem, type Row } from './row.ts';
import { messages } from './layouts/messages.ts';
import { queryResponse } from './layouts/query-response.ts';
import { sharegpt } from './layouts/sharegpt.ts';
import { text } from './layouts/text.ts';

/** The layouts that can be told by the fields of a row, those with the most specific fields first. */
export const LAYOUTS: readonly Layout[] = [messages, sharegpt, dolly, alpaca, queryResponse, text];

/** A sentence for messages that says which fields a row may have. */
export const EXPECTED_FIELDS =
  'Expected instruction with output (alpaca) or response (dolly), conversations, messages, ' +
  'a pair such as query and response, or text; for other names give a column map with the instruction column.';

const LISTED_FIELDS = 8;

/**
 * The layout with this name.
 * @param columns the column map, which only the layout `columns` has
 * @throws KindredError `invalid_request` when the layout `columns` has no map, or another layout has one
 */
export function layoutNamed(name: LayoutName, columns: ColumnMap | null): Layout {
  if (name === 'columns' && columns !== null) return columnsLayout(columns);
  const layout = LAYOUTS.find((candidate) => candidate.name === name);
  if (layout === undefined) {
    throw new KindredError('invalid_request', 'The layout `columns` needs a column map.', {
      field: 'columns',
    });
  }
  if (columns !== null) {
    const message = `A column map goes with the layout \`columns\`, not with \`${name}\`: leave one of them out.`;
    throw new KindredError('invalid_request', message, { field: 'columns' });
  }
  return layout;
}

/** The layout of most rows, where each row counts for the most specific layout that fits it; null when none fits any. */
export function detectLayout(rows: readonly Row[]): Layout | null {
  const votes = new Map<Layout, number>();
  for (const row of rows) {
    const layout = fittingLayout(row);
    if (layout !== null) votes.set(layout, (votes.get(layout) ?? 0) + 1);
  }
  const ranked = LAYOUTS.filter((layout) => votes.has(layout));
  ranked.sort((a, b) => (votes.get(b) ?? 0) - (votes.get(a) ?? 0));
  return ranked[0] ?? null;
}

/** The most specific layout that fits the row; null when none does. */
export function fittingLayout(row: Row): Layout | null {
  return LAYOUTS.find((layout) => layout.fits(row)) ?? null;
}

/**
 * The layout by which a row is read: that of its file when it fits, else another one that fits, else that of the file.
 * @throws RowProblem when no layout fits and the file has none; it names the fields of the row
 */
export function layoutFor(row: Row, fileLayout: Layout | null): Layout {
  if (fileLayout?.fits(row) === true) return fileLayout;
  const layout = fittingLayout(row) ?? fileLayout;
  if (layout === null)
    throw new RowProblem(`no layout fits a row with ${fieldNames(row)}. ${EXPECTED_FIELDS}`);
  return layout;
}

/** The names of the fields of a row, for messages. */
export function fieldNames(row: Row): string {
  const names = Object.keys(row);
  const listed = names.slice(0, LISTED_FIELDS).map((name) => `\`${name.slice(0, 40)}\``);
  const more = names.length > LISTED_FIELDS ? ` and ${names.length - LISTED_FIELDS} more` : '';
  return names.length === 0 ? 'no fields' : listed.join(', ') + more;
}
