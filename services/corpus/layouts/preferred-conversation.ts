import type { Json } from '../../../schemas/record.ts';
import type { Row } from '../row.ts';
import { parseList } from './cell-text.ts';
import { findTurns, type TurnList } from './turn-lists.ts';

/** The conversation with the better of two answers, and the field that holds it. */
interface PreferredConversation {
  readonly name: string;
  readonly list: TurnList;
}

/** The better of two conversations of which a person said which it is, as in Chatbot Arena; null where there are not two. */
export function preferredConversation(row: Row): PreferredConversation | null {
  const { winner } = row;
  if (typeof winner === 'string' && Object.hasOwn(row, 'conversation_a')) {
    const name = winner.toLowerCase().endsWith('_b') ? 'conversation_b' : 'conversation_a';
    const list = findTurns(row[name] ?? null);
    return list === null ? null : { name, list };
  }
  return arenaPair(row);
}

/** The Arena's rows in CSV files: lists of prompts and of each model's replies, written as JSON. */
function arenaPair(row: Row): PreferredConversation | null {
  if (!Object.hasOwn(row, 'response_a') || !Object.hasOwn(row, 'winner_model_b')) return null;
  const name = Number(row['winner_model_b']) === 1 ? 'response_b' : 'response_a';
  const asked = parseList(row['prompt'] ?? null);
  const replies = parseList(row[name] ?? null);
  if (asked === null || replies === null || asked.length === 0) return null;
  const turn = (role: string, content: Json | undefined): Json => ({ role, content: content ?? null });
  const entries = asked.flatMap((text, index) => [turn('user', text), turn('assistant', replies[index])]);
  return { name: 'prompt', list: { shape: 'roles', entries } };
}
