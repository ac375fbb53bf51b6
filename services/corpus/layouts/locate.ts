import type { Json } from '../../../schemas/record.ts';
import { isObject, type Row } from '../row.ts';
import { answerBeside, type FoundAnswer } from './answers.ts';
import { singleTurnOf } from './conversation-problem.ts';
import { has } from './layout.ts';
import { findPlace, systemBeside, type TurnsPlace } from './places.ts';
import { findTurns, type TurnList } from './turn-lists.ts';
import { readPair, readTurn } from './turns.ts';

/** Fields that may repeat the whole conversation with the answer that is preferred. */
const WHOLE_NAMES = ['chosen_messages', 'chosen', 'preferred_output', 'completion'] as const;
/** Fields whose answer belongs to turns that end with one already. */
const PREFERRED_NAMES = ['chosen_messages', 'chosen', 'completion'] as const;

/** The conversation in a row. */
export interface Located {
  /** The fields that hold it: one, or the turns before an answer and the answer. */
  readonly names: readonly string[];
  /** The fields as messages name them. */
  readonly path: string;
  readonly list: TurnList;
  /** Whether the last turn of a user is what is asked, even when nobody answers it. */
  readonly asks: boolean;
  readonly system: string;
  readonly input: string;
}

/** The row that was looked at last: each is asked for several times, by one layout after the other. */
let lastRow: Row | null = null;
let lastLocated: Located | null = null;

/** The conversation in a row; null when there is none. Its turns are not read yet, so their roles may be unknown. */
export function locate(row: Row): Located | null {
  if (row !== lastRow) {
    lastLocated = wholeAnswer(row) ?? withAnswer(row) ?? singleTurn(row);
    lastRow = row;
  }
  return lastLocated;
}

function wholeAnswer(row: Row): Located | null {
  for (const name of WHOLE_NAMES) {
    const value = row[name] ?? null;
    const list = typeof value === 'object' || typeof value === 'string' ? findTurns(value) : null;
    if (list === null || !list.entries.some((entry) => readTurn(entry)?.role === 'user')) continue;
    return { names: [name], path: `\`${name}\``, list, asks: false, system: systemBeside(row), input: '' };
  }
  return null;
}

function withAnswer(row: Row): Located | null {
  const place = findPlace(row);
  if (place === null) return null;
  const answer = isAnswered(place) ? preferredAnswer(row, place) : answerBeside(row, [place.name]);
  const { list, asks, system, path, input = '' } = place;
  if (answer === null) return { names: [place.name], path: `\`${path}\``, list, asks, system, input };
  return {
    names: [place.name, answer.name],
    path: `\`${path}\` and \`${answer.name}\``,
    list: { ...list, entries: [...list.entries, ...answer.entries] },
    ...{ asks, system, input },
  };
}

function isAnswered({ list }: TurnsPlace): boolean {
  const last = list.entries.at(-1) ?? null;
  return readTurn(last)?.role === 'assistant' || (readPair(last)?.length ?? 0) === 2;
}

/** The answer beside turns that end with one: an object or a list of turns, or a text of a pair. */
function preferredAnswer(row: Row, { name }: TurnsPlace): FoundAnswer | null {
  const found = PREFERRED_NAMES.find((known) => {
    const value: Json = row[known] ?? null;
    return isObject(value) || Array.isArray(value) || (typeof value === 'string' && has(row, 'rejected'));
  });
  if (found === undefined) return null;
  return answerBeside({ [found]: row[found] ?? null }, [name]);
}

/** A row that is a turn of a user by itself. */
function singleTurn(row: Row): Located | null {
  const turn = singleTurnOf(row);
  if (turn?.role !== 'user') return null;
  const { textName } = turn;
  const list: TurnList = { shape: 'roles', entries: [{ role: 'user', content: row[textName] ?? '' }] };
  return { names: [textName], path: `\`${textName}\``, list, asks: true, system: '', input: '' };
}
