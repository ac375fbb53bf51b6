import type { ExactValues } from '../../../schemas/record.ts';
import { NAME_MARK } from '../../corpus/typed-value.ts';

/** What the values of a row are that JSON cannot hold, by JSON Pointer into the row, without the mark of names. */
export type ExactNotes = readonly (readonly [pointer: string, note: string])[];

export function notesOf(exact: ExactValues | undefined): ExactNotes {
  if (exact === undefined) return [];
  return Object.entries(exact)
    .map(([pointer, type]) =>
      pointer.startsWith(NAME_MARK)
        ? ([pointer.slice(NAME_MARK.length), `${NAME_MARK}${type}`] as const)
        : ([pointer, type] as const),
    )
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

/** The notes on a value and on what is in it, by pointers that begin at the value. */
export function notesWithin(notes: ExactNotes, pointer: string): ExactNotes {
  if (notes.length === 0) return notes;
  return notes.flatMap(([at, note]) =>
    at === pointer || at.startsWith(`${pointer}/`) ? [[at.slice(pointer.length), note] as const] : [],
  );
}

/** The text by which notes are compared; empty when there are none. */
export const notesText = (notes: ExactNotes): string => (notes.length === 0 ? '' : JSON.stringify(notes));
