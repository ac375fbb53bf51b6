import type { Row } from '../row.ts';

const LISTED_FIELDS = 8;
const CONVERSATION_NAMES = ['messages', 'conversations', 'conversation', 'dialogue', 'dialog', 'chat'];

/** Why a row is of no layout, and the way out. */
export function whyNoLayout(row: Row): string {
  if (Object.hasOwn(row, 'input_ids')) {
    return 'token ids cannot be turned back into text: use the file from before it was tokenized';
  }
  const conversation = CONVERSATION_NAMES.find((name) => Object.hasOwn(row, name));
  if (conversation !== undefined) return notTurns(row, conversation);
  if (Object.keys(row).length === 0) return 'its rows have no fields';
  const name = Object.keys(row)[0] ?? 'column';
  return (
    `none of the fields ${fieldNames(row)} is known to hold a request. Say which one does, for example ` +
    `--columns '${JSON.stringify({ instruction: name.slice(0, 40) })}' ("kindred inspect FILE" shows how rows are read)`
  );
}

function notTurns(row: Row, name: string): string {
  const value = row[name] ?? null;
  const kind =
    value === null
      ? 'is null'
      : typeof value === 'string'
        ? 'is a text'
        : Array.isArray(value)
          ? 'is a list'
          : 'is an object';
  return `\`${name}\` ${kind} in which no turns with a known role and a text are found: give [{"role", "content"}, ...]`;
}

/** The names of the fields of a row, for messages. */
function fieldNames(row: Row): string {
  const names = Object.keys(row);
  const listed = names.slice(0, LISTED_FIELDS).map((name) => `\`${name.slice(0, 40)}\``);
  const more = names.length > LISTED_FIELDS ? ` and ${names.length - LISTED_FIELDS} more` : '';
  return listed.join(', ') + more;
}
