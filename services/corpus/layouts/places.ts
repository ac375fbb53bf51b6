import type { Json } from '../../../schemas/record.ts';
import { isObject, type Row } from '../row.ts';
import { parseStructure } from './cell-text.ts';
import { rowField } from './row-names.ts';
import { preferredConversation } from './preferred-conversation.ts';
import { parseRenderedChat } from './rendered-chat.ts';
import { saidIn } from './turn-text.ts';
import { findTurns, type TextRoles, type TurnList } from './turn-lists.ts';
import { readTurn } from './turns.ts';

/** Fields that hold a conversation whatever else is in the row. */
export const CONVERSATION_NAMES = [
  'conversations',
  'conversation',
  'messages',
  'dialogue',
  'dialog',
  'chat',
] as const;
const OTHER_CONVERSATION_NAMES = ['chat_messages', 'contents', 'turns'] as const;
/** Fields that hold the turns before an answer, or one conversation of several. They are looked at when nothing else asks. */
const PROMPT_NAMES = [
  ...['input', 'inputs', 'context', 'conversation_input', 'chat_history', 'history', 'data', 'items', 'raw'],
] as const;
const FIELD_NAMES = [...CONVERSATION_NAMES, ...OTHER_CONVERSATION_NAMES, 'prompt', ...PROMPT_NAMES] as const;
const ASKING_NAMES: ReadonlySet<string> = new Set(['prompt', ...PROMPT_NAMES]);
/** Fields whose lists of texts are turns. UltraChat has them in `data`, LIMA in `conversations`; MT-Bench has questions. */
const TEXT_ROLES: ReadonlyMap<string, TextRoles> = new Map<string, TextRoles>([
  ...[...CONVERSATION_NAMES, 'data'].map((name): [string, TextRoles] => [name, 'alternating']),
  ['turns', 'user'],
]);
/** Fields whose text may be a chat that was rendered into one text. */
const RENDERED_NAMES = [
  ...['text', 'prompt', 'content', 'input', 'inputs', 'transcript', 'formatted', 'formatted_text'],
  ...[...CONVERSATION_NAMES, 'chosen'],
] as const;
/** Fields whose object may hold a conversation: requests to providers, and what tools write about a call. */
const BOX_NAMES = [
  ...['body', 'request', 'params', 'modelinput', 'input', 'inputs', 'chat', 'conversation', 'data', 'prompt'],
  ...[
    'sample',
    'fields',
    'example',
    'record',
    'item',
    'vars',
    'payload',
    'kwargs',
    'task',
    'history',
    'run',
    'trace',
  ],
] as const;
/** Fields by which a row asks something itself, so that lists beside them are no conversation of their own. */
const QUESTION_NAMES = [
  ...[
    'instruction',
    'question',
    'query',
    'problem',
    'prompt',
    'input',
    'inputs',
    'message',
    'text',
    'definition',
    'goal',
  ],
] as const;
/** The most fields whose names are not known that are looked into. */
const MAX_ANY_NAMES = 50;
const SYSTEM_NAMES = [
  ...['system', 'system_prompt', 'systemprompt', 'system_message', 'systeminstruction', 'system_instruction'],
  'preamble',
] as const;

/** Where the turns of a row lie. */
export interface TurnsPlace {
  /** The field, and the path within it, for messages. */
  readonly name: string;
  readonly path: string;
  readonly list: TurnList;
  /** Whether these are the turns before an answer, so that the last one of the user is what is asked. */
  readonly asks: boolean;
  /** The system text beside the turns. */
  readonly system: string;
  /** The input beside the instruction, as in a rendered Alpaca template. */
  readonly input?: string;
}

/** The turns in a row; null when it has none. */
export function findPlace(row: Row): TurnsPlace | null {
  const preferred = preferredConversation(row);
  if (preferred !== null)
    return { ...preferred, path: preferred.name, asks: false, system: systemBeside(row) };
  return inField(row) ?? inBox(row) ?? cohereChat(row) ?? inText(row) ?? inAnyField(row);
}

function inField(row: Row, box = ''): TurnsPlace | null {
  let asks: boolean | undefined;
  const asksItself = (): boolean => (asks ??= box === '' && asksInText(row));
  for (const known of FIELD_NAMES) {
    const name = rowField(row, known);
    if (name === undefined) continue;
    const isPrompt = ASKING_NAMES.has(known);
    if (isPrompt && known !== 'prompt' && asksItself()) continue;
    const list = findTurns(row[name] ?? null, () =>
      asksItself() ? 'none' : (TEXT_ROLES.get(known) ?? 'none'),
    );
    if (list === null) continue;
    // A question without a role may only be told by its field.
    if (list.shape === 'pairs' && isPrompt && known !== 'history') continue;
    const path = box === '' ? name : `${box}.${name}`;
    return {
      name,
      path,
      list,
      asks: isPrompt || box !== '',
      system: systemBeside(row) || instructionsOf(row, known),
    };
  }
  return null;
}

/** OpenAI's Responses API has the system text in `instructions`, which mean something else beside other lists. */
function instructionsOf({ instructions }: Row, known: string): string {
  return known === 'input' && typeof instructions === 'string' ? instructions : '';
}

/** A conversation in an object of the row, such as the body of a request. */
function inBox(row: Row): TurnsPlace | null {
  if (asksInText(row)) return null;
  for (const known of BOX_NAMES) {
    const name = rowField(row, known);
    const box = name === undefined ? null : parseStructure(row[name] ?? null);
    if (name === undefined || box === null || !isObject(box)) continue;
    const { body } = box;
    const place =
      inField(box, name) ?? (isObject(body) ? inField(body, `${name}.body`) : inOnlyField(box, name));
    if (place === null) continue;
    const isChat = known === 'chat' || known === 'conversation';
    return { ...place, name, asks: !isChat, system: place.system || systemBeside(row) };
  }
  return null;
}

/** A trace of LangSmith has what a function was called with by the name of its argument: `{"inputs": {"state": {"messages": […]}}}`. */
function inOnlyField(box: Row, path: string): TurnsPlace | null {
  const [name, ...others] = Object.keys(box);
  if (name === undefined || others.length > 0) return null;
  const inner = parseStructure(box[name] ?? null);
  return inner !== null && isObject(inner) ? inField(inner, `${path}.${name}`) : null;
}

/** Cohere's requests have the last message of the user beside the earlier turns. */
function cohereChat(row: Row): TurnsPlace | null {
  const { chat_history: earlier, message } = row;
  if (typeof message !== 'string' || message.trim() === '' || earlier === undefined) return null;
  const list = findTurns(earlier) ?? { shape: 'roles' as const, entries: [] };
  const entries = [...list.entries, { role: 'user', content: message }];
  const name = 'chat_history';
  return { name, path: name, list: { ...list, entries }, asks: true, system: systemBeside(row) };
}

/** A chat that was rendered into one text, when nothing else in the row asks. */
function inText(row: Row): TurnsPlace | null {
  for (const known of RENDERED_NAMES) {
    const name = rowField(row, known);
    const value = name === undefined ? null : row[name];
    if (name === undefined || typeof value !== 'string') continue;
    const chat = asksInText(row, name) ? null : parseRenderedChat(value);
    if (chat === null) continue;
    const list: TurnList = {
      shape: 'roles',
      entries: chat.turns.map(({ role, content }) => ({ role, content })),
    };
    const { input, open } = chat;
    return { name, path: name, list, input, asks: open || known === 'prompt', system: systemBeside(row) };
  }
  return null;
}

/** A list of turns under a name that is not known, when nothing else asks. Its turns say themselves who speaks. */
function inAnyField(row: Row): TurnsPlace | null {
  if (asksInText(row)) return null;
  const names = Object.keys(row)
    .filter((name) => !/reject|prefer|tool|bad|lose/i.test(name))
    .slice(0, MAX_ANY_NAMES);
  for (const name of names) {
    const value = row[name] ?? null;
    if (!Array.isArray(value) && !(typeof value === 'string' && /^\s*\[\s*\{/.test(value))) continue;
    const list = findTurns(value);
    if (list === null || (list.shape !== 'roles' && list.shape !== 'speakers')) continue;
    const roles = list.entries.map((entry) => readTurn(entry)?.role ?? null);
    if (!roles.includes('user') || roles.includes(null)) continue;
    return { name, path: name, list, asks: false, system: systemBeside(row) };
  }
  return null;
}

/** Whether a row asks something in a text of its own, apart from the one in the field `except`. */
export function asksInText(row: Row, except?: string): boolean {
  return QUESTION_NAMES.some((known) => {
    const name = rowField(row, known);
    if (name === except) return false;
    const value = name === undefined ? null : (row[name] ?? null);
    return typeof value === 'string' && value.trim() !== '' && findTurnsOf(value) === null;
  });
}

/** The turns in a text, which may be those in an object such as a request: `{"messages": […]}`. */
function findTurnsOf(value: string): TurnList | null {
  if (!/^\s*[[{]/.test(value)) return null;
  const box = parseStructure(value);
  return findTurns(value) ?? (isObject(box) ? findTurns(box['messages'] ?? null) : null);
}

/** The system text of a row under one of its usual names: a text, a list of blocks, or an object with parts. */
export function systemBeside(row: Row): string {
  for (const known of SYSTEM_NAMES) {
    const name = rowField(row, known);
    const value: Json = name === undefined ? null : (row[name] ?? null);
    if (value === null) continue;
    const text = typeof value === 'string' ? systemText(value) : saidIn({ content: value }).text;
    if (text !== '') return text;
  }
  return '';
}

function systemText(text: string): string {
  const blocks = /^\s*[[{]\s*[{"']/.test(text) ? parseStructure(text) : null;
  const said = blocks === null ? '' : saidIn({ content: [blocks].flat() }).text;
  return said === '' ? text : said;
}
