import type { ExactValues, Json, Metadata } from '../../../schemas/record.ts';
import { repeatsRow, restBesideRow, withoutMarks, type RowOfTexts } from '../../corpus/own-texts.ts';
import { isObject } from '../../corpus/row.ts';
import { parseList } from '../../corpus/layouts/cell-text.ts';
import { childPointer } from '../../corpus/pointer.ts';
import { readTurn } from '../../corpus/layouts/turns.ts';
import { comparedText } from './compared-text.ts';
import { notesOf, notesText, notesWithin, type ExactNotes } from './exact-notes.ts';
import { partOfName, type FieldPart, type NamedPart } from './part-names.ts';

/** A field of the metadata that is compared as one value. */
interface FieldValue {
  /** The names from the outermost to its own, joined by dots. */
  readonly path: string;
  readonly value: Json;
  /** What JSON cannot say of the value, so that NaN is not null and a long number not the equal text; mostly none. */
  readonly notes: ExactNotes;
  /** What its names say; null when they say nothing. */
  readonly named: NamedPart | null;
}

/** A field of the metadata beside the texts of its row. */
export interface FieldBeside extends FieldValue {
  /**
   * What the value has beside the texts of the row: null when it only repeats them, as the column does from which the request was
   * read; undefined when it does not repeat the request.
   */
  readonly rest: Json | undefined;
}

/** Objects below so many others are compared as one value. */
const DEEPEST = 8;

const isEmpty = (value: Json): boolean =>
  value === null ||
  value === '' ||
  (Array.isArray(value) ? value.length === 0 : typeof value === 'object' && Object.keys(value).length === 0);

/**
 * The fields of the metadata that have a value. Objects are taken apart, so that an id within them is not taken for text; a
 * field whose name says that it is part of the request or the answer is one value, since a name within it, such as the
 * `date` that a tool takes, says nothing about the row. Of the turns of a conversation those up to the last question are part
 * of the request, and the others of the answer.
 */
export function* fieldValues(metadata: Metadata, exact?: ExactValues): Generator<FieldValue> {
  const notes = notesOf(exact);
  for (const [name, value] of Object.entries(metadata)) {
    yield* valuesIn(name, name, value, notesWithin(notes, childPointer('', name)), null, 1);
  }
}

/** The fields of the metadata that have a value, and what each has beside the texts of the row. */
export function* fieldsBeside(
  row: RowOfTexts & { readonly metadata?: Metadata; readonly exact?: ExactValues | undefined },
): Generator<FieldBeside> {
  for (const field of fieldValues(row.metadata ?? {}, row.exact))
    yield { ...field, rest: restOf(field, row) };
}

const LETTER_OR_DIGIT = /[\p{L}\p{N}]/u;

function restOf({ value, notes, named }: FieldValue, row: RowOfTexts): Json | undefined {
  // What JSON cannot say of a value is in no text of the row.
  if (notes.length > 0) return undefined;
  const part = named?.part === 'answer' ? 'answer' : 'task';
  if (repeatsRow(value, row, part)) return null;
  if (part === 'answer') return undefined;
  const rest = restBesideRow(value, row);
  if (rest === null) return undefined;
  const isNothing = typeof rest === 'string' && !LETTER_OR_DIGIT.test(withoutMarks(rest));
  return isNothing ? null : rest;
}

/** The text by which the value of a field is compared, with what JSON cannot say of it. */
export const comparedValue = ({ value, notes }: Pick<FieldValue, 'value' | 'notes'>): string =>
  comparedText(value) + notesText(notes);

function* valuesIn(
  path: string,
  name: string,
  value: Json,
  notes: ExactNotes,
  above: NamedPart | null,
  depth: number,
): Generator<FieldValue> {
  if (isEmpty(value) && notes.length === 0) return;
  const own = partOfName(name) ?? above;
  if (own?.part === 'task') {
    const cut = turnsOf(value);
    if (cut !== null) {
      for (const part of ['task', 'answer'] as const) {
        const inPart = notes.filter(([pointer]) => partOfTurn(pointer, cut.task.length) === part);
        if (cut[part].length > 0) yield { path, value: cut[part], notes: inPart, named: { part } };
      }
      return;
    }
  }
  const isOne = !isObject(value) || depth === DEEPEST || own?.part === 'task' || own?.part === 'answer';
  if (isOne) yield { path, value, notes, named: own };
  else {
    for (const [inner, one] of Object.entries(value)) {
      yield* valuesIn(
        `${path}.${inner}`,
        inner,
        one,
        notesWithin(notes, childPointer('', inner)),
        own,
        depth + 1,
      );
    }
  }
}

/** Whether a pointer into a conversation leads to a turn of the request or of the answer. */
const partOfTurn = (pointer: string, asked: number): FieldPart =>
  Number(pointer.split('/')[1]) < asked ? 'task' : 'answer';

/** What a service writes beside a turn or a call, other in every run. */
const RUN_NAMES = new Set('id tool_call_id call_id timestamp created_at created finish_reason'.split(' '));

const withoutRun = (value: Json): Json =>
  isObject(value)
    ? Object.fromEntries(
        Object.entries(value)
          .filter(([name, one]) => !RUN_NAMES.has(name) && one !== null)
          .map(([name, one]) => [
            name,
            name === 'tool_calls' && Array.isArray(one) ? one.map(withoutRun) : one,
          ]),
      )
    : value;

/**
 * The turns of a conversation, cut behind its last question that is answered; null when a value is no list of turns. The
 * functions that a model may call have the type `function`, as results of calls have, but nobody speaks there.
 */
function turnsOf(value: Json): Record<Exclude<FieldPart, 'bookkeeping'>, Json[]> | null {
  if (!Array.isArray(value) && typeof value !== 'string') return null;
  const list = parseList(value);
  if (list === null || list.length === 0) return null;
  const turns = list.map(readTurn);
  if (turns.includes(null) || turns.every((turn) => turn?.role === 'tool')) return null;
  const isAnswer = turns.map((turn) => turn?.role === 'assistant' && turn.content.trim() !== '');
  const isQuestion = turns.map((turn) => turn?.role === 'user' && turn.content.trim() !== '');
  const answer = isAnswer.lastIndexOf(true);
  const question =
    answer > isQuestion.indexOf(true) ? isQuestion.lastIndexOf(true, answer) : isQuestion.lastIndexOf(true);
  const entries = list.map(withoutRun);
  return { task: entries.slice(0, question + 1), answer: entries.slice(question + 1) };
}
