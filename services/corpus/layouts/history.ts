import { isDeepStrictEqual } from 'node:util';
import type { InstructionContent, Json, Turn } from '../../../schemas/record.ts';
import type { RowFields } from './fields.ts';
import { isObject, RowProblem, type Row } from '../row.ts';
import { parseList } from './cell-text.ts';
import { findTurns, readTurns } from './turn-lists.ts';

/**
 * Takes the earlier turns of a row whose layout has a single turn. They are pairs of question and answer, as LLaMA-Factory
 * has them, or turns with a role.
 * @throws RowProblem when they are neither
 */
export function readHistory(fields: RowFields, name = 'history'): Turn[] {
  const value = fields.peek(name);
  if (value === null || value === '') {
    fields.drop(name);
    return [];
  }
  const list = parseList(isObject(value) ? (value['messages'] ?? null) : value);
  if (list === null)
    throw new RowProblem(`\`${name}\` is not a list of turns: give [[user, assistant], ...]`);
  const turns = list.length === 0 ? [] : readList(list, name);
  if (isDeepStrictEqual(writeHistory(turns), value)) fields.drop(name);
  return turns;
}

function readList(list: readonly Json[], name: string): Turn[] {
  const found = findTurns([...list]);
  if (found === null) throw new RowProblem(`\`${name}\` holds what is no turn: give [user, assistant] pairs`);
  return readTurns(found, `\`${name}\``).map(({ role, content }) => ({ role, content }));
}

/** The history as it is written: as pairs of question and answer when all turns come in pairs, else as turns with roles. */
function writeHistory(turns: readonly Turn[]): Json {
  const roles = turns.map((turn) => turn.role);
  const paired =
    roles.length % 2 === 0 && roles.every((role, at) => role === (at % 2 === 0 ? 'user' : 'assistant'));
  if (!paired) return turns.map(({ role, content }) => ({ role, content }));
  const pairs: Json[] = [];
  for (let at = 0; at < turns.length; at += 2) {
    pairs.push(turns.slice(at, at + 2).map((turn) => turn.content));
  }
  return pairs;
}

/** The fields `system` and `history` for layouts that have them only when they are not empty. */
export function writeContext({ system, history }: InstructionContent): Row {
  return {
    ...(system === '' ? {} : { system }),
    ...(history.length === 0 ? {} : { history: writeHistory(history) }),
  };
}

/** The fields `system` and `history` for layouts that always have them. */
export function writeFullContext({ system, history }: InstructionContent): Row {
  return { system, history: writeHistory(history) };
}
