import type { Turn } from '../../../schemas/record.ts';
import { isObject, type Row } from '../row.ts';

/** The fields of a turn that may say who speaks, the usual ones first. */
const ROLE_NAMES = ['role', 'from', 'speaker', 'sender', 'author', 'message_type', 'type'] as const;

/** Names of roles that mean no more than the role, so that nothing is lost when the role itself is written. */
const PLAIN_ROLES: ReadonlyMap<string, Turn['role']> = new Map([
  ['system', 'system'],
  ['user', 'user'],
  ['human', 'user'],
  ['assistant', 'assistant'],
  ['gpt', 'assistant'],
  ['bot', 'assistant'],
  ['chatbot', 'assistant'],
  ['ai', 'assistant'],
  ['model', 'assistant'],
  ['chatgpt', 'assistant'],
  ['tool', 'tool'],
]);

/** Names of roles that mean more than the role, so that their conversation is also kept as it was. */
const SPECIAL_ROLES: ReadonlyMap<string, Turn['role']> = new Map([
  ['developer', 'system'],
  ['system_prompt', 'system'],
  ['prompter', 'user'],
  ['bing', 'assistant'],
  ['bard', 'assistant'],
  ['gemini', 'assistant'],
  ['claude', 'assistant'],
  ['function_call', 'assistant'],
  ['tool_call', 'assistant'],
  ['tool-call', 'assistant'],
  ['observation', 'tool'],
  ['function', 'tool'],
  ['function_response', 'tool'],
  ['tool_response', 'tool'],
  ['tool-response', 'tool'],
  ['tool_result', 'tool'],
  ['ipython', 'tool'],
  // The names of LangChain's classes.
  ['systemmessage', 'system'],
  ['humanmessage', 'user'],
  ['aimessage', 'assistant'],
  ['aimessagechunk', 'assistant'],
  ['functionmessage', 'tool'],
  ['toolmessage', 'tool'],
]);

/** Other things that a `type` says of an entry, which is then no turn with an unknown role. */
const SPEAKING_TYPES = new Set(['human', 'ai', 'system', 'tool', 'function', 'aimessagechunk']);

/** Who speaks in a turn. */
export interface Speaker {
  /** Null when the name of the role is not known. */
  readonly role: Turn['role'] | null;
  /** The name of the role as it is written. */
  readonly written: string;
  /** The field that says it. */
  readonly name: string;
  /** Whether the name means no more than the role. */
  readonly plain: boolean;
}

/** The role with this name, in any case; null when it is not known. */
export function roleOf(written: string): Turn['role'] | null {
  const name = written.trim().toLowerCase();
  return PLAIN_ROLES.get(name) ?? SPECIAL_ROLES.get(name) ?? null;
}

/** Who speaks in a turn; null when no field of it says so. */
export function whoSpeaks(turn: Row): Speaker | null {
  for (const known of ROLE_NAMES) {
    const name = fieldLike(turn, known);
    if (name === undefined) continue;
    const written = roleText(turn[name]);
    if (written === null || (known === 'type' && !SPEAKING_TYPES.has(written.toLowerCase()))) continue;
    const isPlain = PLAIN_ROLES.has(written.trim().toLowerCase()) && typeof turn[name] === 'string';
    return { role: roleOf(written), written, name, plain: isPlain };
  }
  return null;
}

/** A role is a text, or an object that names it, as in exports of ChatGPT. */
function roleText(value: unknown): string | null {
  if (typeof value === 'string') return value;
  return isObject(value) && typeof value['role'] === 'string' ? value['role'] : null;
}

/** The field of an object that has this name, in the same case or in another; undefined when there is none. */
export function fieldLike(object: Row, name: string): string | undefined {
  if (Object.hasOwn(object, name)) return name;
  // A loop over the names makes no list of them, which counts where every row is asked for many names.
  for (const key in object) if (key.length === name.length && key.toLowerCase() === name) return key;
  return undefined;
}
