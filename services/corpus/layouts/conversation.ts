import { isDeepStrictEqual } from 'node:util';
import type { InstructionContent, Json, Turn } from '../../../schemas/record.ts';
import { at } from '../../runtime/at.ts';
import { isObject, RowProblem, type Row } from '../row.ts';
import { conversationProblem, isUnreadConversation } from './conversation-problem.ts';
import { RowFields, withRest } from './fields.ts';
import { has } from './layout.ts';
import { locate, type Located } from './locate.ts';
import { CONVERSATION_NAMES, systemBeside } from './places.ts';
import { readTurns } from './turn-lists.ts';
import type { ReadTurn } from './turns.ts';
import { isMarkedBad } from './verdict.ts';

/** How a layout writes a conversation. */
export interface TurnStyle {
  /** The field that holds the list of turns. */
  readonly listName: 'conversations' | 'messages';
  /** A turn as an entry of that list. */
  readonly turn: (turn: Turn) => Row;
}

/**
 * The style of the conversation in a row, by which layouts are told apart; null when there is none. A row that was meant to
 * be a conversation and cannot be read counts as one, so that it is said what is wrong with it.
 */
export function conversationStyle(row: Row): TurnStyle['listName'] | null {
  const located = locate(row);
  if (located === null) return isUnreadConversation(row) ? 'messages' : null;
  return located.list.shape === 'roles' ? 'messages' : 'conversations';
}

/** Whether a row has a conversation as a list or an object, not as a text that looks like one. */
export function hasListOfTurns(row: Row): boolean {
  const [name] = locate(row)?.names ?? [];
  return name !== undefined && typeof row[name] === 'object';
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
    const missing = `\`${style.listName}\` is missing or no list of turns: give each turn a role and a text`;
    throw new RowProblem(conversationProblem(row) ?? missing);
  }
  const turns = readTurns(located.list, located.path);
  const exchange = cutExchange(turns, located);
  const fields = new RowFields(row);
  const plain = isPlain(located, turns, exchange, row);
  if (plain) for (const name of located.names) fields.drop(name);
  const content = fields.content({
    ...exchange,
    input: located.input,
    system: exchange.system || located.system,
    output: isMarkedBad(row) ? '' : exchange.output,
  });
  if (!plain || !isEmpty(content.metadata))
    keptIn.set(content.metadata, { instruction: content.instruction, output: content.output, kept: !plain });
  return content;
}

/** Whether metadata keep the conversation that they were read with, so that the same row is not read again to be written. */
const keptIn = new WeakMap<object, { instruction: string; output: string; kept: boolean }>();

interface Exchange {
  readonly system: string;
  readonly history: readonly Turn[];
  readonly instruction: string;
  readonly output: string;
}

function cutExchange(turns: readonly ReadTurn[], { path, asks }: Located): Exchange {
  const [first] = turns;
  const start = first?.role === 'system' ? 1 : 0;
  const answers = turns.map(({ role, content }) => role === 'assistant' && content.trim() !== '');
  const questions = turns.map(({ role, content }) => role === 'user' && content.trim() !== '');
  const firstQuestion = questions.indexOf(true);
  const answerAt = answers.lastIndexOf(true);
  const isLeftOpen = asks && questions.lastIndexOf(true) > answerAt;
  const isAnswered = firstQuestion !== -1 && answerAt > firstQuestion && !isLeftOpen;
  const questionAt = isAnswered ? questions.lastIndexOf(true, answerAt) : questions.lastIndexOf(true);
  const question = turns[questionAt];
  if (question === undefined)
    throw new RowProblem(`${path} has no turn of a user with text${noTextReason(turns)}`);
  return {
    system: start === 1 ? (first?.content ?? '') : '',
    history: turns.slice(start, questionAt).map(({ role, content }) => ({ role, content })),
    instruction: question.content,
    output: isAnswered ? at(turns, answerAt).content : '',
  };
}

function noTextReason(turns: readonly ReadTurn[]): string {
  const kinds = turns.flatMap(({ role, omitted }) => (role === 'user' ? (omitted ?? []) : []));
  const only = [...new Set(kinds)].slice(0, 4).map((kind) => `\`${kind.slice(0, 40)}\``);
  return `${only.length > 0 ? ` but only ${only.join(', ')}` : ''}: an instruction needs one`;
}

/** Whether `writeConversation` would write the same turns, except for the names of roles. */
function isPlain(located: Located, turns: readonly ReadTurn[], exchange: Exchange, row: Row): boolean {
  const [baseName = '', answerName] = located.names;
  const isUsual = CONVERSATION_NAMES.some((name) => name === baseName) && Array.isArray(row[baseName]);
  const isPair = answerName === undefined || (answerName === 'chosen' && isObject(row['chosen']));
  const isPreference = has(row, 'rejected');
  if (!isUsual || !isPair || isPreference !== (answerName !== undefined) || isMarkedBad(row)) return false;
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
  const ownName = CONVERSATION_NAMES.find((name) => fields.includes(name));
  const listName = ownName ?? style.listName;
  // A list that was taken out of the metadata must be written, even when another one there says the same.
  const isTaken = ownName !== undefined && !Object.hasOwn(metadata, ownName);
  if (!isTaken && isKept(content, style)) return withRest({}, content);
  const hasSystemColumn = content.system !== '' && systemBeside(metadata) === content.system;
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

/** Whether the metadata have the conversation of a content as it was, so that nothing else needs to be written. */
function isKept(content: InstructionContent, style: TurnStyle): boolean {
  if (isEmpty(content.metadata)) return false;
  const known = keptIn.get(content.metadata);
  if (known?.instruction === content.instruction && known.output === content.output) return known.kept;
  if (locate(content.metadata) === null) return false;
  try {
    const kept = readConversation(content.metadata, style);
    const parts = ({ instruction, input, output, system, history }: InstructionContent): Json => [
      ...[instruction, input, output, system],
      history.map(({ role, content: text }) => [role, text]),
    ];
    return isDeepStrictEqual(parts(kept), parts(content));
  } catch (error) {
    if (error instanceof RowProblem) return false;
    throw error;
  }
}

function isEmpty(object: Row): boolean {
  for (const name in object) if (Object.hasOwn(object, name)) return false;
  return true;
}
