import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { KindredError } from '../../../schemas/errors.ts';
import type { Metadata } from '../../../schemas/record.ts';
import { UNDECIDED, type SettledDrops } from '../deduplicate/settle-drops.ts';
import type { WritableRow } from '../../corpus/typed-value.ts';

/** The field of a row, or the beginning of the names of a table's columns, that holds the marks of a record. */
export const MARKS_FIELD = '_kindred';

const Line = z.record(z.string(), z.json()).and(z.object({ id: z.string() }));

/** The marks of one job. They are kept as text, which takes a small part of the memory that objects would take. */
export interface Marks {
  /** The kind of operation, with a number when marks of several jobs of this kind are given. */
  readonly name: string;
  /** The line of the file for each id. */
  readonly byId: ReadonlyMap<string, string>;
  /** Whether the job took rows, so that those it never saw are not taken; others drop rows, and those stay. */
  readonly takes: boolean;
  /** What people decided about them; null where nothing is decided. */
  readonly settled: SettledDrops | null;
}

/**
 * Reads a file of marks, which has one record a line, into memory.
 * @throws KindredError `invalid_request` when a line is no mark, which the message names
 */
export async function readMarks(path: string, about: Omit<Marks, 'byId'>): Promise<Marks> {
  const { name } = about;
  const byId = new Map<string, string>();
  const lines = createInterface({ input: createReadStream(path), crlfDelay: Infinity });
  let number = 0;
  for await (const line of lines) {
    number += 1;
    if (line !== '') byId.set(idOf(line, `Line ${number} of the marks of ${name}`), line);
  }
  return { ...about, byId };
}

function idOf(line: string, where: string): string {
  try {
    return Line.parse(JSON.parse(line)).id;
  } catch (cause) {
    throw new KindredError('invalid_request', `${where} is no mark of a record: run that job again.`, {
      field: 'marks',
      cause,
    });
  }
}

/** The mark of a record, without its id; null when there is none. */
export function marksAbout(marks: Marks, id: string): Metadata | null {
  const line = marks.byId.get(id);
  if (line === undefined) return null;
  const said = Object.entries(JSON.parse(line) as Metadata).filter(([field]) => field !== 'id');
  const { settled } = marks;
  if (settled === null) return Object.fromEntries(said);
  return { ...Object.fromEntries(said), ...UNDECIDED, ...settled.changes.get(id) };
}

/** A row with the marks and the id of its record as one more field; the row itself when there are no marks. */
export function withNestedMarks(
  row: WritableRow,
  id: string,
  marks: ReadonlyMap<string, Metadata>,
): WritableRow {
  return marks.size === 0 ? row : { ...row, [MARKS_FIELD]: { id, ...Object.fromEntries(marks) } };
}

/** A row with one more column for every field of the marks and for the id; the row itself when there are no marks. */
export function withMarkColumns(
  row: WritableRow,
  id: string,
  marks: ReadonlyMap<string, Metadata>,
): WritableRow {
  if (marks.size === 0) return row;
  const columns = [...marks].flatMap(([name, said]) =>
    Object.entries(said).map(([field, value]) => [`${MARKS_FIELD}.${name}.${field}`, value] as const),
  );
  return { ...row, [`${MARKS_FIELD}.id`]: id, ...Object.fromEntries(columns) };
}
