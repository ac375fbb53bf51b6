import { stringify } from 'csv-stringify/sync';
import {
  EXACT_TEXT,
  NOT_A_NUMBER,
  TypedValue,
  type WritableRow,
  type WritableValue,
} from '../../corpus/typed-value.ts';
import { exactJson, type Replaced } from './exact-json.ts';

type Batches = AsyncIterable<readonly WritableRow[]>;

/** Rows as JSON Lines: one row a line. */
export async function* toJsonLines(batches: Batches, replaced: Replaced): AsyncGenerator<string> {
  for await (const rows of batches) yield rows.map((row) => `${exactJson(row, replaced)}\n`).join('');
}

/** Rows as one JSON array with one row a line. */
export async function* jsonArray(batches: Batches, replaced: Replaced): AsyncGenerator<string> {
  let before = '[\n';
  for await (const rows of batches) {
    if (rows.length === 0) continue;
    yield before + rows.map((row) => exactJson(row, replaced)).join(',\n');
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
  replaced: Replaced,
  names: readonly string[],
  delimiter: ',' | '\t',
): AsyncGenerator<string> {
  // Readers pass over empty lines, which an empty cell alone in its row would be.
  const options = { delimiter, quoted_match: NEEDS_QUOTES, quoted_empty: names.length === 1 };
  yield stringify([names], options);
  for await (const rows of batches) {
    const records = rows.map((row) =>
      names.map((name) => cellOf(Object.hasOwn(row, name) ? row[name] : null, replaced)),
    );
    if (records.length > 0) yield stringify(records, options);
  }
}

/** Texts that csv-stringify does not quote by itself although readers trim them or see the end of a line in them. */
const NEEDS_QUOTES = /^\s|\s$|\r/;

function cellOf(value: WritableValue | undefined, replaced: Replaced): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string') return value;
  if (!(value instanceof TypedValue)) return exactJson(value, replaced);
  if (value.type === NOT_A_NUMBER) replaced.numbers += 1;
  if (typeof value.json !== 'string') return value.json === null ? '' : exactJson(value, replaced);
  if (typeof value.type === 'string' && value.type.startsWith(EXACT_TEXT)) replaced.texts += 1;
  if (value.type === 'bytes') replaced.bytes += 1;
  return value.json;
}
