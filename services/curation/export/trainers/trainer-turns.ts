import type { Json, Turn } from '../../../../schemas/record.ts';
import { readPair, readTurn, unwrappedTurn } from '../../../corpus/layouts/turns.ts';
import { isObject, type Row } from '../../../corpus/row.ts';
import { Misfit } from './misfit.ts';
import { readCalls, type ToolCall } from './tool-calls.ts';

/** A turn with all of it that some trainer reads. */
export interface TrainerTurn extends Turn {
  /** The calls of tools that the assistant makes in this turn. */
  readonly calls: readonly ToolCall[];
  /** The id of the call that a turn of a tool answers. */
  readonly callId: string | null;
  /** The name of the tool that answers, or of the speaker. */
  readonly name: string | null;
}

/** The keys of a turn that are read. What else stands in a turn is said to be omitted. */
const READ_KEYS = new Set([
  ...['role', 'from', 'speaker', 'content', 'value', 'text', 'parts', 'tool_calls', 'function_call'],
  ...['tool_call_id', 'name', 'human', 'user', 'assistant', 'gpt', 'bot'],
]);
const TEXT_PARTS = new Set(['text', 'input_text', 'output_text']);
const CALL_PARTS = new Set(['tool_use', 'tool_call', 'function_call']);

export function plainTurn(role: Turn['role'], content: string): TrainerTurn {
  return { role, content, calls: [], callId: null, name: null };
}

/**
 * The turns of an entry of a conversation: one, or two of a pair of question and answer, or those that the parts of a content
 * hold.
 * @throws Misfit `unreadable` when it is no turn, `media` when it holds what is no text
 */
export function readTrainerTurns(value: Json): readonly TrainerTurn[] {
  const entry = isObject(value) ? unwrappedTurn(value) : value;
  const turn = readTurn(entry);
  if (turn === null) {
    const pair = readPair(entry);
    if (pair === null)
      throw new Misfit('unreadable', 'A turn of the conversation has no role that is known.');
    return pair.map(({ role, content }) => plainTurn(role, content));
  }
  if (!isObject(entry)) return [];
  const spoken = entry['from'] ?? entry['role'];
  const content = entry['content'] ?? entry['value'] ?? entry['text'] ?? entry['parts'] ?? null;
  if (spoken === 'function_call') {
    const calls = readCalls(content);
    return [calls === null ? plainTurn('assistant', turn.content) : { ...plainTurn('assistant', ''), calls }];
  }
  const parts = readParts(content);
  const own = callsOf(entry);
  const first: TrainerTurn = {
    role: turn.role,
    content: parts.text,
    calls: [...own, ...parts.calls],
    callId: textAt(entry, 'tool_call_id'),
    name: textAt(entry, 'name'),
  };
  const isEmpty = first.content === '' && first.calls.length === 0;
  return isEmpty && parts.results.length > 0 ? parts.results : [...parts.results, first];
}

/** The names of what a turn holds and no layout writes. */
export function unreadKeys(entry: Json): readonly string[] {
  return isObject(entry)
    ? Object.entries(unwrappedTurn(entry)).flatMap(([key, value]) =>
        READ_KEYS.has(key) || value === null ? [] : [key],
      )
    : [];
}

function textAt(entry: Row, key: string): string | null {
  const value = entry[key];
  return typeof value === 'string' && value !== '' ? value : null;
}

function callsOf(entry: Row): readonly ToolCall[] {
  const { additional_kwargs: older } = entry;
  const listed = entry['tool_calls'];
  const isListed = Array.isArray(listed) ? listed.length > 0 : (listed ?? null) !== null;
  const elsewhere = entry['function_call'] ?? (isObject(older) ? older['tool_calls'] : null);
  const given = (isListed ? listed : elsewhere) ?? null;
  if (given === null || (Array.isArray(given) && given.length === 0)) return [];
  const calls = readCalls(given);
  if (calls === null) throw new Misfit('unreadable', 'A call of a tool has no name.');
  return calls;
}

interface Parts {
  readonly text: string;
  readonly calls: readonly ToolCall[];
  /** The results of tools, which some formats put into a turn of the user. */
  readonly results: readonly TrainerTurn[];
}

function readParts(content: Json): Parts {
  if (content === null) return { text: '', calls: [], results: [] };
  if (typeof content === 'string') return { text: content, calls: [], results: [] };
  const texts: string[] = [];
  const calls: ToolCall[] = [];
  const results: TrainerTurn[] = [];
  for (const part of Array.isArray(content) ? content : [content]) {
    if (typeof part === 'string') texts.push(part);
    else if (isObject(part)) readPart(part, texts, calls, results);
  }
  return { text: texts.join('\n'), calls, results };
}

function readPart(part: Row, texts: string[], calls: ToolCall[], results: TrainerTurn[]): void {
  // Gemini's parts have no type; its libraries write both kinds of names.
  const called = part['functionCall'] ?? part['function_call'];
  const heard = part['functionResponse'] ?? part['function_response'];
  const type = part['type'] ?? (typeof part['text'] === 'string' ? 'text' : Object.keys(part)[0]) ?? 'text';
  const text = part['text'] ?? part['value'];
  if (typeof type === 'string' && TEXT_PARTS.has(type) && typeof text === 'string') {
    texts.push(text);
  } else if (typeof type === 'string' && CALL_PARTS.has(type)) {
    const read = readCalls(part['value'] ?? part);
    if (read === null) throw new Misfit('unreadable', 'A call of a tool has no name.');
    calls.push(...read);
  } else if (isObject(called)) {
    const read = readCalls(called);
    if (read === null) throw new Misfit('unreadable', 'A call of a tool has no name.');
    calls.push(...read);
  } else if (isObject(heard)) {
    const result = JSON.stringify(heard['response'] ?? null);
    results.push({
      ...plainTurn('tool', result),
      callId: textAt(heard, 'id'),
      name: textAt(heard, 'name'),
    });
  } else if (type === 'tool_result') {
    const id = part['tool_use_id'];
    const result = readParts(part['content'] ?? null);
    results.push({ ...plainTurn('tool', result.text), callId: typeof id === 'string' ? id : null });
  } else {
    throw new Misfit('media', `A turn holds a part of the type ${JSON.stringify(type)}, which is no text.`);
  }
}
