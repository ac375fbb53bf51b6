import type { InstructionContent, Json, Turn } from '../../schemas/record.ts';
import { embeddingText } from './embedding-text.ts';
import { parseRenderedChat } from './layouts/rendered-chat.ts';
import { findTurns, readTurns } from './layouts/turn-lists.ts';
import { RowProblem } from './row.ts';

/** The texts of a row. */
export type RowOfTexts = Pick<InstructionContent, 'instruction' | 'input' | 'output' | 'system' | 'history'>;

/** All texts of a row. */
export function ownTexts({ instruction, input, output, system, history }: RowOfTexts): string[] {
  return [instruction, input, output, system, ...history.map(({ content }) => content)];
}

/** Whether a text holds the request of a row, as a chat rendered by a template does. */
export function holdsRequest(text: string, { instruction }: Pick<RowOfTexts, 'instruction'>): boolean {
  return text.includes(instruction.trim());
}

const spaced = (text: string): string => text.replace(/\s+/g, ' ');

/** Whether two texts are equal apart from white space. */
function isSame(one: string, other: string): boolean {
  const [a, b] = [one.trim(), other.trim()];
  if (a === b) return true;
  return a[0] === b[0] && a.at(-1) === b.at(-1) && spaced(a) === spaced(b);
}

/** What a row asks and answers, turn by turn. */
function turnsOfRow(row: RowOfTexts): Turn[] {
  return [
    { role: 'system', content: row.system },
    ...row.history,
    { role: 'user', content: embeddingText(row) },
    { role: 'assistant', content: row.output },
  ].filter((turn): turn is Turn => turn.content.trim() !== '');
}

/** Whether turns are some of those of a row, one after the other. */
function areTurnsOf(turns: readonly Turn[], row: RowOfTexts): boolean {
  if (turns.length === 0) return false;
  const own = turnsOfRow(row);
  return own.some((_, from) =>
    turns.every(({ role, content }, place) => {
      const turn = own[from + place];
      return turn?.role === role && isSame(turn.content, content);
    }),
  );
}

/**
 * Whether a value is nothing but texts that the row has: its request, an earlier turn, some of its turns as a list or rendered
 * as a chat, or in a field of the answer its answer.
 */
export function repeatsRow(value: Json, row: RowOfTexts, part: 'task' | 'answer'): boolean {
  if (typeof value === 'string') {
    const { instruction, input, output, system, history } = row;
    const texts =
      part === 'answer'
        ? [output]
        : [instruction, embeddingText(row), input, system, ...history.map(({ content }) => content)];
    if (value.trim() === '') return false;
    if (texts.some((text) => isSame(text, value))) return true;
    const chat = holdsRequest(value, row) ? parseRenderedChat(value) : null;
    if (chat !== null) return areTurnsOf(withInput(chat.turns, chat.input), row);
  }
  const turns = plainTurns(value);
  return turns !== null && areTurnsOf(turns, row);
}

/** The turns of a rendered chat with its input in the last question, where a row that has none would have it. */
function withInput(turns: readonly Turn[], input: string): Turn[] {
  const asked = turns.findLastIndex(({ role }) => role === 'user');
  return turns.map((turn, place) =>
    place === asked && input !== '' ? { ...turn, content: `${turn.content}\n\n${input}` } : turn,
  );
}

/** The turns in a value, when they are roles and texts alone; else null. */
function plainTurns(value: Json): Turn[] | null {
  try {
    const list = findTurns(value);
    if (list === null) return null;
    const turns = readTurns(list, '');
    return turns.every(({ plain }) => plain)
      ? turns.filter(({ content }) => content.trim() !== '').map(({ role, content }) => ({ role, content }))
      : null;
  } catch (error) {
    if (error instanceof RowProblem) return null;
    throw error;
  }
}

/** What stands for a text of the row; no text of a file has it, since NUL is taken out of these. */
const MARK = '\0';
/** Of longer conversations the earlier turns are not looked for in a text. */
const MOST_TURNS = 50;
const WORD = /[A-Za-z0-9]/;
/** What begins an answer in a text: a line, or the sign behind the name of who answers. */
const ANSWER_BEGINS = /(?:^|[\n:>\]])[^\S\n]*$/;
/** Signs of a template behind the last text. */
const ENDS = /^(?:\s|<[^<>\s]{1,40}>|\[\/?[A-Z]{1,10}\])*$/;
const LONGEST_END = 200;

/**
 * A value without the texts of the row, where it holds the request: what is left of a rendered form is the template, and whatever
 * else it has. Values with equal rests differ in nothing but what the texts of their rows differ in. Null when it does not hold
 * the request.
 */
export function restBesideRow(value: Json, row: RowOfTexts): Json | null {
  if (typeof value === 'string') return restOfText(value, row);
  if (typeof value !== 'object' || value === null) return null;
  // A vector has many numbers, and no text.
  if (Array.isArray(value) && typeof value[0] === 'number') return null;
  const entries = Object.entries(value).map(([name, one]) => ({ name, one, rest: restBesideRow(one, row) }));
  if (entries.every(({ rest }) => rest === null)) return null;
  const kept = entries.map(({ name, one, rest }): [string, Json] => [name, rest ?? withoutTurn(one, row)]);
  return Array.isArray(value) ? kept.map(([, one]) => one) : Object.fromEntries(kept);
}

/** A turn beside the one with the request: without its text, when that is one of the row's own. */
function withoutTurn(value: Json, row: RowOfTexts): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const earlier = [row.system, ...row.history.map(({ content }) => content)];
  const markOf = (one: Json): Json => {
    const place = typeof one === 'string' ? earlier.indexOf(one) : -1;
    return place === -1 || one === '' ? one : `${MARK}${place}${MARK}`;
  };
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, markOf(one)]));
}

const MARKED = new RegExp(`${MARK}\\w+${MARK}`, 'g');

/** A rest without what stands for the texts of the row. */
export const withoutMarks = (rest: string): string => rest.replace(MARKED, '');

function restOfText(text: string, row: RowOfTexts): string | null {
  const { instruction, input, output, system, history } = row;
  const asked = instruction.trim();
  if (!text.includes(asked)) return null;
  const before = history.length > MOST_TURNS ? [] : history.map(({ content }) => content.trim());
  const rest: string[] = [];
  let from = 0;
  let isAsked = false;
  for (const [place, own] of [system.trim(), ...before, asked, input.trim()].entries()) {
    const at = own === '' ? -1 : placeOf(own, text, from);
    if (at === -1) continue;
    isAsked ||= place === before.length + 1;
    rest.push(text.slice(from, at), `${MARK}${place}${MARK}`);
    from = at + own.length;
  }
  if (!isAsked) return null;
  rest.push(withoutAnswer(text.slice(from), output.trim()));
  return rest.join('');
}

/** Where a text stands in another one from a place on, and not within a word; -1 when it does not. */
function placeOf(own: string, text: string, from: number): number {
  const [first = '', last = ''] = [own[0], own.at(-1)];
  for (let at = text.indexOf(own, from); at !== -1; at = text.indexOf(own, at + 1)) {
    const isWithin =
      (WORD.test(first) && WORD.test(text[at - 1] ?? '')) ||
      (WORD.test(last) && WORD.test(text[at + own.length] ?? ''));
    if (!isWithin) return at;
  }
  return -1;
}

function withoutAnswer(text: string, output: string): string {
  const at = output === '' ? -1 : text.lastIndexOf(output);
  if (at === -1) return text;
  const end = text.slice(at + output.length);
  if (end.length > LONGEST_END || !ENDS.test(end)) return text;
  return ANSWER_BEGINS.test(text.slice(Math.max(0, at - LONGEST_END), at))
    ? `${text.slice(0, at)}${MARK}a${MARK}${end}`
    : text;
}
