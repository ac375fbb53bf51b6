import type { InstructionContent, Json, Turn } from '../../../schemas/record.ts';
import { at } from '../../runtime/at.ts';
import { RowFields, withRest } from './fields.ts';
import { has } from './layout.ts';
import { isObject, RowProblem, type Row } from '../row.ts';
import { parseList, readPair, readTurn, type ReadTurn } from './turns.ts';

const CONVERSATION_NAMES = [
  'conversations',
  'conversation',
  'messages',
  'dialogue',
  'dialog',
  'chat',
] as const;
const ANSWER_NAMES = ['chosen_messages', 'chosen', 'completion'] as const;
const ALL_NAMES = [...CONVERSATION_NAMES, 'prompt', ...ANSWER_NAMES] as const;

/** How a layout writes a conversation. */
export interface TurnStyle {
  /** The field that holds the list of turns. */
  readonly listName: 'conversations' | 'messages';
  /** A turn as an entry of that list. */
  readonly turn: (turn: Turn) => Row;
}

/** The entries of a conversation in a row, and the names of the fields that hold them. */
interface Located {
  readonly names: readonly string[];
  readonly entries: readonly Json[];
}

/** The first turn of the conversation in a row, by which layouts are told apart; null when there is no conversation. */
export function firstTurn(row: Row): Row | null {
  const first = locate(row)?.entries.find(isObject);
  return first !== undefined && (readTurn(first) !== null || readPair(first) !== null) ? first : null;
}

function locate(row: Row): Located | null {
  const baseName = [...CONVERSATION_NAMES, 'prompt'].find((name) => listOfObjects(row, name) !== null);
  const base =
    baseName === undefined ? null : { names: [baseName], entries: listOfObjects(row, baseName) ?? [] };
  const answerName = ANSWER_NAMES.find((name) => answerTurns(row, name, base !== null) !== null);
  if (answerName === undefined) return base;
  const entries = answerTurns(row, answerName, base !== null) ?? [];
  const isWhole = entries.some((entry) => readTurn(entry)?.role === 'user');
  if (isWhole) return { names: [answerName], entries };
  return base === null
    ? null
    : { names: [...base.names, answerName], entries: [...base.entries, ...entries] };
}

function listOfObjects(row: Row, name: string): readonly Json[] | null {
  const list = parseList(row[name] ?? null);
  return list !== null && list.length > 0 && list.every(isObject) ? list : null;
}

function answerTurns(row: Row, name: string, hasBase: boolean): readonly Json[] | null {
  const value = row[name] ?? null;
  if (isObject(value)) return [value];
  if (typeof value === 'string' && hasBase && has(row, 'rejected'))
    return [{ role: 'assistant', content: value }];
  return listOfObjects(row, name);
}

/**
 * Reads the conversation in a row. The instruction is the last turn of a user before the last answer, and the turns before
 * it are the history. A conversation that does not fit into these without loss is also kept in the metadata as it was: one
 * with turns of tools before the answer, turns after it, contents in parts, or fields beside role and text.
 * @throws RowProblem when there is no list of turns, a turn has no known role, or no turn of a user has a text
 */
export function readConversation(row: Row, style: TurnStyle): InstructionContent {
  const located = locate(row);
  if (located === null) {
    throw new RowProblem(
      `\`${style.listName}\` is missing or no list of turns: give each turn a role and a text`,
    );
  }
  const turns = located.entries.flatMap((entry, at) => readEntry(entry, at, located.names));
  const exchange = cutExchange(turns, located.names);
  const fields = new RowFields(row);
  if (isPlain(located, turns, exchange, row)) for (const name of located.names) fields.drop(name);
  const columnSystem = row['system'] ?? row['system_prompt'];
  const system = exchange.system || (typeof columnSystem === 'string' ? columnSystem : '');
  return fields.content({ ...exchange, system });
}

function readEntry(entry: Json, at: number, names: readonly string[]): readonly ReadTurn[] {
  const turn = readTurn(entry);
  const turns = turn === null ? readPair(entry) : [turn];
  if (turns !== null) return turns;
  const known = 'system, user or human, assistant or gpt, tool';
  throw new RowProblem(`turn ${at + 1} of \`${names.join('` and `')}\` has no known role: use ${known}`);
}

interface Exchange {
  readonly system: string;
  readonly history: readonly Turn[];
  readonly instruction: string;
  readonly output: string;
}

function cutExchange(turns: readonly ReadTurn[], names: readonly string[]): Exchange {
  const [first] = turns;
  const start = first?.role === 'system' ? 1 : 0;
  const answers = turns.map(({ role, content }) => role === 'assistant' && content.trim() !== '');
  const questions = turns.map(({ role, content }) => role === 'user' && content.trim() !== '');
  const firstQuestion = questions.indexOf(true);
  const answerAt = answers.lastIndexOf(true);
  const isAnswered = firstQuestion !== -1 && answerAt > firstQuestion;
  const questionAt = isAnswered ? questions.lastIndexOf(true, answerAt) : questions.lastIndexOf(true);
  const question = turns[questionAt];
  if (question === undefined) {
    throw new RowProblem(
      `\`${names.join('` and `')}\` has no turn of a user with text: an instruction needs one`,
    );
  }
  return {
    system: start === 1 ? (first?.content ?? '') : '',
    history: turns.slice(start, questionAt).map(({ role, content }) => ({ role, content })),
    instruction: question.content,
    output: isAnswered ? at(turns, answerAt).content : '',
  };
}

/** Whether `writeConversation` would write the same turns, except for the names of roles. */
function isPlain(located: Located, turns: readonly ReadTurn[], exchange: Exchange, row: Row): boolean {
  const [baseName = '', answerName] = located.names;
  const isUsual = CONVERSATION_NAMES.some((name) => name === baseName) && Array.isArray(row[baseName]);
  const isPair = answerName === undefined || (answerName === 'chosen' && isObject(row['chosen']));
  const isPreference = has(row, 'rejected');
  if (!isUsual || !isPair || isPreference !== (answerName !== undefined)) return false;
  const again = turnsOf(exchange);
  return (
    again.length === turns.length &&
    turns.every(
      (turn, at) => turn.plain && turn.role === again[at]?.role && turn.content === again[at].content,
    )
  );
}

function turnsOf({ system, history, instruction, output }: Exchange): Turn[] {
  return [
    ...(system === '' ? [] : [{ role: 'system' as const, content: system }]),
    ...history,
    { role: 'user', content: instruction },
    ...(output === '' ? [] : [{ role: 'assistant' as const, content: output }]),
  ];
}

/**
 * Writes a conversation as a row. A record that has a rejected answer in its metadata becomes a preference pair, with the
 * chosen answer beside the turns.
 * @param fields the fields of the row as it was read: the list of turns takes its name from them, or else from the style
 */
export function writeConversation(
  content: InstructionContent,
  style: TurnStyle,
  fields: readonly string[] = [],
): Row {
  const { metadata } = content;
  const listName = CONVERSATION_NAMES.find((name) => fields.includes(name)) ?? style.listName;
  if (ALL_NAMES.some((name) => isConversationKept(metadata, name))) return withRest({}, content);
  const hasSystemColumn = [metadata['system'], metadata['system_prompt']].includes(content.system);
  const system = hasSystemColumn ? '' : content.system;
  const instruction =
    content.input === '' ? content.instruction : `${content.instruction}\n\n${content.input}`;
  const exchange = { system, history: content.history, instruction, output: content.output };
  if (!Object.hasOwn(metadata, 'rejected')) {
    return withRest({ [listName]: turnsOf(exchange).map(style.turn) }, content);
  }
  const turns = turnsOf({ ...exchange, output: '' }).map(style.turn);
  const chosen = style.turn({ role: 'assistant', content: content.output });
  return withRest({ [listName]: turns, chosen }, content);
}

function isConversationKept(metadata: Row, name: string): boolean {
  return listOfObjects(metadata, name) !== null || (name === 'chosen' && isObject(metadata[name]));
}
