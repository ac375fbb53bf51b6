import type { Row } from '../row.ts';
import { plainName } from './field-names.ts';

/** The row whose names were asked for last: each is asked for many. */
let lastRow: Row | null = null;
let lastNames: ReadonlyMap<string, string> = new Map();

/**
 * The field of a row that has this name, whatever its case and with or without spaces, dashes and underlines: `chatMessages` is
 * `chat_messages`. Undefined when there is none.
 */
export function rowField(row: Row, known: string): string | undefined {
  if (row !== lastRow) {
    lastNames = namesOf(row);
    lastRow = row;
  }
  return lastNames.get(plainName(known));
}

function namesOf(row: Row): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const name of Object.keys(row)) {
    const plain = plainName(name);
    if (!names.has(plain) || plain === name) names.set(plain, name);
  }
  return names;
}
