import { KindredError } from '../../../schemas/errors.ts';
import { faultAt, type FoundRow, type RawRow } from '../formats/raw-row.ts';
import { readValue } from '../json-value.ts';
import { isPlainObject } from '../row.ts';
import { isTurn, parentName, speakerOf, speechName } from './turn-shape.ts';
import type { Fields } from './unfold.ts';

/** The most messages of a file that are held, because an answer may stand far from its question. */
export const MAX_MESSAGES = 500_000;
/** The most UTF-16 code units of their texts. */
const MAX_TEXT = 256 * 1024 * 1024;
const MAX_PATH = 1_000;
const ID_NAMES = ['message_id', 'id', 'uuid', '_id', 'node_id', 'post_id', 'comment_id'];

interface Message {
  readonly line: number;
  readonly inLine?: number;
  readonly part?: number;
  readonly split?: string;
  readonly row: Fields;
  readonly id: string | null;
  readonly parent: string | null;
  readonly role: 'user' | 'assistant' | 'system' | 'tool';
  readonly text: string;
}

/** The messages of a file, each of which names the one that it answers. */
export class MessageTrees {
  private readonly messages: Message[] = [];
  private readonly byId = new Map<string, Message>();
  private readonly replies = new Map<string, Message[]>();
  private text = 0;
  private readonly fileName: string;

  constructor(fileName: string) {
    this.fileName = fileName;
  }

  /**
   * Keeps a message; false when the row is none.
   * @throws KindredError `payload_too_large` when there are too many
   */
  add(raw: FoundRow): boolean {
    const message = messageIn(raw);
    if (message === null) return false;
    this.text += message.text.length;
    if (this.messages.length >= MAX_MESSAGES || this.text > MAX_TEXT) throw tooManyMessages(this.fileName);
    this.messages.push(message);
    if (message.id !== null && !this.byId.has(message.id)) this.byId.set(message.id, message);
    if (message.parent === null) return true;
    const siblings = this.replies.get(message.parent);
    if (siblings === undefined) this.replies.set(message.parent, [message]);
    else siblings.push(message);
    return true;
  }

  /** One row for each message of a user, with what was said before it and its best answer. */
  *rows(): Generator<RawRow, void, undefined> {
    for (const message of this.messages) {
      const path = this.pathTo(message);
      if (typeof path === 'string') yield rejected(message, path);
      else if (message.role === 'user') yield this.rowOf(message, path);
      else if (!path.slice(0, -1).some(({ role }) => role === 'user') && message.role === 'assistant') {
        yield rejected(message, 'no message of a user comes before it, and an answer is no instruction');
      } else if (path.at(-2)?.role === 'assistant' && !this.isUsed(message)) {
        yield rejected(message, 'it follows another answer, and no message of a user follows it');
      }
    }
  }

  private isUsed({ id }: Message): boolean {
    return id !== null && (this.replies.get(id) ?? []).some(({ role }) => role === 'user');
  }

  /** The messages from the first one of the conversation to this one, or what is wrong. */
  private pathTo(message: Message): readonly Message[] | string {
    const path = [message];
    for (let { parent } = message; parent !== null;) {
      const next = this.byId.get(parent);
      if (next === undefined) return `its parent ${JSON.stringify(parent)} is not in the file`;
      if (path.includes(next) || path.length >= MAX_PATH)
        return `its parents go round in a circle or are too many`;
      path.push(next);
      ({ parent } = next);
    }
    return path.reverse();
  }

  private rowOf(message: Message, path: readonly Message[]): RawRow {
    const replies = message.id === null ? [] : (this.replies.get(message.id) ?? []);
    const [best, ...others] = replies.filter(({ role }) => role === 'assistant').sort(byRank);
    const row = {
      ...besideText(message.row),
      ...(best === undefined && path.length > 1
        ? askedAfter(path)
        : { messages: [...path, ...(best === undefined ? [] : [best])].map(asTurn) }),
      ...(best !== undefined && { reply: besideText(best.row) }),
      ...(others.length > 0 && { other_replies: others.map((other) => other.row) }),
    };
    return { ...placeOf(message), row };
  }
}

/** Whether a row is a message that may name another one as its parent. */
export function isMessage(row: unknown): boolean {
  return isTurn(row) && parentName(row) !== null;
}

function messageIn(raw: FoundRow): Message | null {
  const { row } = raw;
  if (!isTurn(row)) return null;
  const speech = row[speechName(row) ?? ''];
  const text =
    typeof speech === 'string' ? speech : Array.isArray(speech) ? speech.filter(isText).join('\n') : null;
  if (text === null) return null;
  const id = idOf(ID_NAMES.map((name) => row[name]).find((value) => idOf(value) !== null));
  const parent = idOf(row[parentName(row) ?? '']);
  return {
    ...placeOf(raw),
    row,
    id,
    parent: parent === id ? null : parent,
    role: roleOf(speakerOf(row) ?? ''),
    text,
  };
}

function placeOf({ line, inLine, part, split }: Omit<FoundRow, 'row'>): Omit<FoundRow, 'row'> {
  return {
    line,
    ...(inLine !== undefined && { inLine }),
    ...(part !== undefined && { part }),
    ...(split !== undefined && { split }),
  };
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

/** An id as a text, that of a number too large for JavaScript included. */
export function idOf(value: unknown): string | null {
  const json = typeof value === 'string' || isPlainObject(value) ? value : readValue(value).json;
  if (typeof json === 'number') return String(json);
  return typeof json === 'string' && json !== '' ? json : null;
}

function roleOf(speaker: string): Message['role'] {
  if (['user', 'human', 'prompter', 'customer'].includes(speaker)) return 'user';
  if (['system', 'developer'].includes(speaker)) return 'system';
  return ['tool', 'function'].includes(speaker) ? 'tool' : 'assistant';
}

function asTurn({ role, text }: Message): Fields {
  return { role, content: text };
}

/** A question without an answer and what came before it: as a list of turns it would end with the answer before. */
function askedAfter(path: readonly Message[]): Fields {
  const history: [string, string][] = [];
  const system: string[] = [];
  for (const { role, text } of path.slice(0, -1)) {
    const last = history.at(-1);
    if (role === 'system') system.push(text);
    else if (role === 'user') history.push([text, '']);
    else if (last !== undefined) last[1] = last[1] === '' ? text : `${last[1]}\n${text}`;
  }
  const instruction = path.at(-1)?.text ?? '';
  return { ...(system.length > 0 && { system: system.join('\n') }), instruction, history };
}

function byRank(one: Message, other: Message): number {
  return rankOf(one) - rankOf(other) || 0;
}

function rankOf({ row }: Message): number {
  const { rank } = row;
  if (typeof rank === 'string' && /^\d+$/.test(rank)) return Number(rank);
  return typeof rank === 'number' ? rank : Number.MAX_SAFE_INTEGER;
}

/** The fields of a message without who says what, which stand among the turns. */
function besideText(row: Fields): Fields {
  const named = ['role', 'from', 'speaker'].filter((name) => typeof row[name] === 'string');
  const left = new Set([...named, speechName(row)]);
  return Object.fromEntries(Object.entries(row).filter(([name]) => !left.has(name)));
}

function rejected(message: Message, why: string): RawRow {
  const { row, text } = message;
  const said = `this message of a conversation (\`role\` ${speakerOf(row) ?? ''}, \`${parentName(row) ?? 'parent'}\` `;
  const parent = JSON.stringify(row[parentName(row) ?? ''] ?? null);
  const error = `${said}${parent}) cannot be placed: ${why}; put the whole conversation into the file`;
  return faultAt(message, error, text);
}

function tooManyMessages(fileName: string): KindredError {
  return new KindredError(
    'payload_too_large',
    `${fileName} has more than ${MAX_MESSAGES} messages that name their parents, or ${MAX_TEXT / 1024 / 1024} million ` +
      'characters of them, which are held to be joined. Split it between conversations, or write each as a list of turns.',
  );
}
