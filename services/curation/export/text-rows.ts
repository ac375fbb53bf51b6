import { stringify } from 'csv-stringify/sync';
import type { Json } from '../../../schemas/record.ts';
import type { Row } from '../../corpus/row.ts';

type Batches = AsyncIterable<readonly Row[]>;

/** Rows as JSON Lines: one row a line. */
export async function* toJsonLines(batches: Batches): AsyncGenerator<string> {
  for await (const rows of batches) yield rows.map((row) => `${JSON.stringify(row)}\n`).join('');
}

/** Rows as one JSON array with one row a line. */
export async function* jsonArray(batches: Batches): AsyncGenerator<string> {
  let before = '[\n';
  for await (const rows of batches) {
    if (rows.length === 0) continue;
    yield before + rows.map((row) => JSON.stringify(row)).join(',\n');
    before = ',\n';
  }
  yield before === '[\n' ? '[]\n' : '\n]\n';
}

/**
 * Rows as CSV or TSV (RFC 4180, with line feeds): a header, then one record for each row. Texts are written as they are, lists
 * and objects as JSON; null and fields that a row lacks are empty.
 */
export async function* csvRecords(
  batches: Batches,
  names: readonly string[],
  delimiter: ',' | '\t',
): AsyncGenerator<string> {
  const options = { delimiter, quoted_match: NEEDS_QUOTES };
  yield stringify([names], options);
  for await (const rows of batches) {
    const records = rows.map((row) =>
      names.map((name) => cellOf(Object.hasOwn(row, name) ? row[name] : null)),
    );
    if (records.length > 0) yield stringify(records, options);
  }
}

/** Texts that csv-stringify does not quote by itself although readers trim them or see the end of a line in them. */
const NEEDS_QUOTES = /^\s|\s$|\r/;

function cellOf(value: Json | undefined): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
