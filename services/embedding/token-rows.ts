import type { TokenRows } from './thread-messages.ts';

/** The ids of several texts in one array, as threads take them. */
export function tokenRows(rows: readonly ArrayLike<number>[]): TokenRows {
  const lengths = Int32Array.from(rows, ({ length }) => length);
  const ids = new Int32Array(lengths.reduce((sum, length) => sum + length, 0));
  let offset = 0;
  for (const row of rows) {
    ids.set(row, offset);
    offset += row.length;
  }
  return { ids, lengths };
}
