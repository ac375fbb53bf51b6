import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { KindredError } from '../../../schemas/errors.ts';
import type { Metadata } from '../../../schemas/record.ts';
import type { Row } from '../../corpus/row.ts';

/** The field of a row, and the beginning of the columns of a table, that hold what jobs said about a record. */
export const MARKS_FIELD = '_kindred';

const Line = z.record(z.string(), z.json()).and(z.object({ id: z.string() }));

/** What one job said about records. Kept as text: a small part of what the objects would take. */
export interface Marks {
  /** The operation, with a number when several jobs of it are given. */
  readonly name: string;
  readonly byId: ReadonlyMap<string, string>;
}

/** Reads a file of marks, one record a line, into memory. Throws `invalid_request` that names a line that is none. */
export async function readMarks(path: string, name: string): Promise<Marks> {
  const byId = new Map<string, string>();
  const lines = createInterface({ input: createReadStream(path), crlfDelay: Infinity });
  let number = 0;
  for await (const line of lines) {
    number += 1;
    if (line !== '') byId.set(idOf(line, `Line ${number} of the marks of ${name}`), line);
  }
  return { name, byId };
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

/** What `marks` say about a record, without its id; null when they say nothing. */
export function marksOf(marks: Marks, id: string): Metadata | null {
  const line = marks.byId.get(id);
  if (line === undefined) return null;
  const said = Object.entries(JSON.parse(line) as Metadata);
  return Object.fromEntries(said.filter(([field]) => field !== 'id'));
}

/** A row with marks as an object of its own, with the id of its record; the row as it is when there are none. */
export function withNestedMarks(row: Row, id: string, marks: ReadonlyMap<string, Metadata>): Row {
  return marks.size === 0 ? row : { ...row, [MARKS_FIELD]: { id, ...Object.fromEntries(marks) } };
}

/** A row with a column for every mark, and the id of its record; the row as it is when there are none. */
export function withMarkColumns(row: Row, id: string, marks: ReadonlyMap<string, Metadata>): Row {
  if (marks.size === 0) return row;
  const columns = [...marks].flatMap(([name, said]) =>
    Object.entries(said).map(([field, value]) => [`${MARKS_FIELD}.${name}.${field}`, value] as const),
  );
  return { ...row, [`${MARKS_FIELD}.id`]: id, ...Object.fromEntries(columns) };
}
