import type { Json, Turn } from '../../../schemas/record.ts';
import { isObject, type Row } from '../row.ts';

const ROLE_NAMES = ['role', 'from', 'speaker'] as const;
const TEXT_NAMES = ['content', 'value', 'text'] as const;

/** Names of roles that mean no more than the role, so that nothing is lost when the role itself is written. */
const PLAIN_ROLES: ReadonlyMap<string, Turn['role']> = new Map([
  ['system', 'system'],
  ['user', 'user'],
  ['human', 'user'],
  ['assistant', 'assistant'],
  ['gpt', 'assistant'],
  ['bot', 'assistant'],
  ['model', 'assistant'],
  ['chatgpt', 'assistant'],
  ['tool', 'tool'],
]);

/** Names of roles that mean more than the role, so that their conversation is also kept as it was. */
const SPECIAL_ROLES: ReadonlyMap<string, Turn['role']> = new Map([
  ['developer', 'system'],
  ['prompter', 'user'],
  ['bing', 'assistant'],
  ['bard', 'assistant'],
  ['function_call', 'assistant'],
  ['observation', 'tool'],
  ['function', 'tool'],
  ['function_response', 'tool'],
  ['ipython', 'tool'],
]);

const CALL_TYPES = new Set(['tool_call', 'function_call', 'tool_use']);

/** A turn of a conversation. */
export interface ReadTurn extends Turn {
  /** Whether there was nothing but a role and a text, so that nothing is lost when the turn is written again. */
  readonly plain: boolean;
}

/** The list in a value, which may be written as a JSON text, as in cells of CSV files; null when it is no list. */
export function parseList(value: Json): readonly Json[] | null {
  if (Array.isArray(value)) return value;
  if (typeof value !== 'string' || !value.trimStart().startsWith('[')) return null;
  try {
    const parsed: unknown = JSON.parse(value);
    return Array.isArray(parsed) ? (parsed as Json[]) : null;
  } catch {
    return null;
  }
}

/** A turn with a role in the manner of ShareGPT or OpenAI; null when it has no known role. */
export function readTurn(value: Json): ReadTurn | null {
  if (!isObject(value)) return null;
  const roleName = ROLE_NAMES.find((name) => typeof value[name] === 'string');
  const written = roleName === undefined ? null : value[roleName];
  if (typeof written !== 'string') return null;
  const name = written.trim().toLowerCase();
  const plainRole = PLAIN_ROLES.get(name);
  const role = plainRole ?? SPECIAL_ROLES.get(name);
  if (role === undefined) return null;
  const textName = TEXT_NAMES.find((name) => Object.hasOwn(value, name) && value[name] !== null);
  const text = textName === undefined ? null : (value[textName] ?? null);
  const plain = plainRole !== undefined && typeof text === 'string' && Object.keys(value).length === 2;
  return { role, content: turnText(text) || calledTools(value), plain };
}

/** The two turns of a pair such as Firefly's `{human, assistant}`; null when it is no such pair. */
export function readPair(value: Json): readonly ReadTurn[] | null {
  if (!isObject(value)) return null;
  const user = value['human'] ?? value['user'];
  const assistant = value['assistant'] ?? value['gpt'] ?? value['bot'];
  if (typeof user !== 'string' || typeof assistant !== 'string') return null;
  const plain = Object.keys(value).length === 2;
  return [
    { role: 'user', content: user, plain },
    { role: 'assistant', content: assistant, plain },
  ];
}

/** The text of a turn: its content, or the texts in a list of parts, or when there are none the calls of tools in it. */
function turnText(content: Json): string {
  if (typeof content === 'string') return content;
  if (isObject(content)) return partText(content) ?? '';
  if (!Array.isArray(content)) return '';
  const texts = content.map(partText).filter((text) => text !== null);
  return texts.length > 0
    ? texts.join('\n')
    : content
        .map(partCall)
        .filter((call) => call !== '')
        .join('\n');
}

function partText(part: Json): string | null {
  if (typeof part === 'string') return part;
  if (!isObject(part) || (Object.hasOwn(part, 'type') && part['type'] !== 'text')) return null;
  const text = part['text'] ?? part['value'];
  return typeof text === 'string' ? text : null;
}

function partCall(part: Json): string {
  if (!isObject(part) || typeof part['type'] !== 'string' || !CALL_TYPES.has(part['type'])) return '';
  const { value } = part;
  return typeof value === 'string' ? value : JSON.stringify(value ?? part);
}

function calledTools(turn: Row): string {
  const calls = turn['tool_calls'] ?? turn['function_call'] ?? null;
  return calls === null ? '' : JSON.stringify(calls);
}
