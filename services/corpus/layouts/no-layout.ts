import type { Row } from '../row.ts';
import { conversationProblem } from './conversation-problem.ts';

const LISTED_FIELDS = 8;
/** Why a row is of no layout, and the way out. */
export function whyNoLayout(row: Row): string {
  if (Object.hasOwn(row, 'input_ids')) {
    return 'token ids cannot be turned back into text: use the file from before it was tokenized';
  }
  const problem = conversationProblem(row);
  if (problem !== null) return problem;
  if (Object.keys(row).length === 0) return 'its rows have no fields';
  return (
    `none of the fields ${fieldNames(row)} is known to hold a request. Say which one does, for example ` +
    `--columns '${JSON.stringify({ instruction: likelyRequest(row).slice(0, 40) })}' ("kindred inspect FILE" shows how rows are read)`
  );
}

/** The field that an example of a column map names: the first one with a text of several words. */
function likelyRequest(row: Row): string {
  const names = Object.keys(row);
  return (
    names.find((name) => typeof row[name] === 'string' && /\S\s+\S/.test(row[name])) ??
    names.find((name) => !/(?:id|key)$/i.test(name)) ??
    'NAME'
  );
}

/** The names of the fields of a row, for messages. */
function fieldNames(row: Row): string {
  const names = Object.keys(row);
  const listed = names.slice(0, LISTED_FIELDS).map((name) => `\`${name.slice(0, 40)}\``);
  const more = names.length > LISTED_FIELDS ? ` and ${names.length - LISTED_FIELDS} more` : '';
  return listed.join(', ') + more;
}
