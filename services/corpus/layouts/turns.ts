import type { Json, Turn } from '../../../schemas/record.ts';
import { isObject, RowProblem, type Row } from '../row.ts';
import { fieldLike, roleOf, whoSpeaks, type Speaker } from './roles.ts';
import { hasSaid, saidIn, type Said } from './turn-text.ts';

/** The names of the two sides of a pair of turns, such as Firefly's `{human, assistant}`. */
const PAIR_NAMES: readonly (readonly [string, string])[] = [
  ['human', 'assistant'],
  ['human', 'gpt'],
  ['human', 'bot'],
  ['human', 'ai'],
  ['user', 'assistant'],
  ['user', 'gpt'],
  ['user', 'bot'],
  ['user', 'model'],
  ['input', 'output'],
  ['instruction', 'output'],
  ['instruction', 'response'],
  ['question', 'answer'],
  ['query', 'response'],
  ['prompt', 'response'],
  ['prompt', 'completion'],
  ['q', 'a'],
];
/** The class of a message in a dump of LangChain, such as `HumanMessage`. */
const MESSAGE_CLASS = /^\w+Message(?:Chunk)?$/;

/** Fields that say of a turn whether a person speaks, where none says the role. */
const HUMAN_FLAGS = ['isCreatedByUser', 'is_human', 'is_user', 'from_user'] as const;

/** A turn of a conversation. */
export interface ReadTurn extends Turn {
  /** Whether there was nothing but a role and a text, so that nothing is lost when the turn is written again. */
  readonly plain: boolean;
  /** The kinds of parts of its content that are no text, such as `image_url`. */
  readonly omitted?: readonly string[];
}

/** A turn with a role in the manner of ShareGPT, OpenAI, Gemini, LangChain and others; null when it has no known role. */
export function readTurn(value: Json): ReadTurn | null {
  if (!isObject(value)) return null;
  const turn = unwrappedTurn(value);
  const speaker = whoSpeaks(turn);
  if (speaker === null) return readItem(turn);
  const { role } = speaker;
  if (role === null) return null;
  const said = saidIn(turn);
  const isResult = role === 'user' && said.text === '' && said.results !== '';
  return {
    role: isResult ? 'tool' : role,
    content: said.text || said.results || said.calls,
    plain: turn === value && isPlainTurn(turn, speaker, said),
    omitted: said.omitted,
  };
}

function isPlainTurn(turn: Row, { plain, name }: Speaker, { plainName, text }: Said): boolean {
  return (
    plain &&
    plainName !== null &&
    turn[plainName] === text &&
    name !== plainName &&
    Object.keys(turn).length === 2
  );
}

/** The role of a turn as it is written; null when no field of it says who speaks. */
export function writtenRole(value: Json): string | null {
  return isObject(value) ? (whoSpeaks(unwrappedTurn(value))?.written ?? null) : null;
}

/** A turn without what some tools put around it: LangChain's dumps and exports of ChatGPT have the turn inside. */
export function unwrappedTurn(turn: Row): Row {
  const { id, kwargs, data, message } = turn;
  if (isObject(kwargs) && Array.isArray(id)) {
    const name = id.at(-1);
    return typeof name === 'string' && MESSAGE_CLASS.test(name)
      ? { ...kwargs, role: classRole(name, kwargs) }
      : turn;
  }
  if (isObject(data) && typeof turn['type'] === 'string' && hasSaid(data)) {
    return { ...data, role: classRole(turn['type'], data) };
  }
  if (isObject(message) && !Object.hasOwn(turn, 'role') && whoSpeaks(message) !== null) return message;
  if (turn['type'] === 'chat' || turn['type'] === 'generic' || turn['type'] === 'ChatMessageChunk') {
    return typeof turn['role'] === 'string' ? turn : { ...turn, role: 'chat' };
  }
  const flag = HUMAN_FLAGS.find((name) => typeof turn[name] === 'boolean');
  return flag === undefined ? turn : { ...turn, role: turn[flag] === true ? 'user' : 'assistant' };
}

/** LangChain's message of any role says the role in a field. */
function classRole(name: string, fields: Row): string {
  const { role } = fields;
  return typeof role === 'string' && roleOf(name) === null ? role : name;
}

/** The items between messages in OpenAI's Responses API have a type and no role. */
function readItem(item: Row): ReadTurn | null {
  const { type, name, output } = item;
  if (type === 'function_call' && typeof name === 'string') {
    return { role: 'assistant', content: JSON.stringify(item), plain: false };
  }
  if (type === 'function_call_output') {
    return {
      role: 'tool',
      content: typeof output === 'string' ? output : JSON.stringify(output ?? ''),
      plain: false,
    };
  }
  return type === 'reasoning' ? { role: 'assistant', content: '', plain: false } : null;
}

/** The two turns of a pair such as Firefly's `{human, assistant}`, or LLaMA-Factory's `[user, assistant]`; null when it is none. */
export function readPair(value: Json): readonly ReadTurn[] | null {
  if (Array.isArray(value)) return value.length === 2 ? pairOf(value[0], value[1], true) : null;
  if (!isObject(value)) return null;
  for (const [user, assistant] of PAIR_NAMES) {
    const userName = fieldLike(value, user);
    const assistantName = fieldLike(value, assistant);
    if (userName === undefined || assistantName === undefined) continue;
    const pair = pairOf(value[userName], value[assistantName], Object.keys(value).length === 2);
    const { system } = value;
    if (pair === null || typeof system !== 'string' || system === '') return pair;
    // XTuner has the system text in the first pair.
    return [{ role: 'system', content: system, plain: false }, ...pair];
  }
  return null;
}

/** The answer of the last pair may be missing. */
function pairOf(
  user: Json | undefined,
  assistant: Json | undefined,
  plain: boolean,
): readonly ReadTurn[] | null {
  if (typeof user !== 'string' || (typeof assistant !== 'string' && assistant !== null)) return null;
  return [
    { role: 'user', content: user, plain },
    ...(assistant === null ? [] : [{ role: 'assistant' as const, content: assistant, plain }]),
  ];
}

/**
 * The message of a turn whose role is not known.
 * @throws RowProblem always
 */
export function refuseTurn(entry: Json, number: number, place: string): never {
  const written = writtenRole(entry);
  const known = 'use system, user or human, assistant or gpt, tool';
  throw new RowProblem(
    written === null
      ? `turn ${number} of ${place} has no known role: ${known}`
      : `turn ${number} of ${place} has no known role but \`${written.slice(0, 40)}\`: ${known}`,
  );
}
