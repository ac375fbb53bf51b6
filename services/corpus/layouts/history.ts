import { isDeepStrictEqual } from 'node:util';
import type { InstructionContent, Json, Turn } from '../../../schemas/record.ts';
import type { RowFields } from './fields.ts';
import { RowProblem, type Row } from '../row.ts';
import { parseList, readTurn } from './turns.ts';

/**
 * Earlier turns of a one-turn layout: pairs of question and answer as LLaMA-Factory has them, or turns with a role.
 * Throws `RowProblem` when it is neither.
 */
export function readHistory(fields: RowFields, name = 'history'): Turn[] {
  const value = fields.peek(name);
  if (value === null || value === '') {
    fields.drop(name);
    return [];
  }
  const list = parseList(value);
  if (list === null)
    throw new RowProblem(`\`${name}\` is not a list of turns: give [[user, assistant], ...]`);
  const turns = list.flatMap((entry) => readEntry(entry, name));
  if (isDeepStrictEqual(writeHistory(turns), value)) fields.drop(name);
  return turns;
}

function readEntry(entry: Json, name: string): Turn[] {
  if (Array.isArray(entry)) {
    const [user, assistant] = entry;
    if (typeof user === 'string' && typeof assistant === 'string' && entry.length === 2) {
      return [
        { role: 'user', content: user },
        { role: 'assistant', content: assistant },
      ];
    }
  }
  const turn = readTurn(entry);
  if (turn === null) throw new RowProblem(`\`${name}\` holds what is no turn: give [user, assistant] pairs`);
  return [{ role: turn.role, content: turn.content }];
}

/** Pairs where the turns come in pairs, otherwise turns with their roles. */
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

/** `system` and `history` for layouts that need not have them. */
export function writeContext({ system, history }: InstructionContent): Row {
  return {
    ...(system === '' ? {} : { system }),
    ...(history.length === 0 ? {} : { history: writeHistory(history) }),
  };
}

/** `system` and `history` for layouts that always name them. */
export function writeFullContext({ system, history }: InstructionContent): Row {
  return { system, history: writeHistory(history) };
}
