import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { KindredError } from '../../../schemas/errors.ts';
import type { RowSet } from '../../../schemas/curation/select.ts';
import { settledMarks } from '../deduplicate/settled-marks.ts';
import type { Results } from '../results.ts';

/** The rows of a set, in ascending order, and how many of its ids belong to no row. */
export interface FoundRows {
  readonly rows: readonly number[];
  readonly unknown: number;
}

export interface RowSetSource {
  readonly ids: readonly string[];
  readonly results: Results;
  readonly signal: AbortSignal;
}

/**
 * The rows of a set in a request: the rows that it names, or those that a job marked with a certain `keep`.
 * @param field where the set stands in the request, for errors
 * @throws KindredError `not_found` when there is no such job, or when it marked no record of this corpus
 */
export async function findRows(
  set: RowSet | undefined,
  keep: boolean,
  field: string,
  source: RowSetSource,
): Promise<FoundRows> {
  if (set === undefined) return { rows: [], unknown: 0 };
  const { ids } = source;
  const rowOf = new Map(ids.map((id, row) => [id, row]));
  if (Array.isArray(set)) {
    const named = [...new Set(set)];
    const rows = named.flatMap((id) => rowOf.get(id) ?? []).sort((a, b) => a - b);
    return { rows, unknown: named.length - rows.length };
  }
  const marks = await marksOf(set.job, source);
  const marked = new Set(marks.map(({ id }) => id));
  // A row whose stand-in is gone is the last one that asks for what it asks.
  const lostStandIn = ({ standIn }: KeepMark): boolean =>
    standIn !== null && marked.has(standIn) && !rowOf.has(standIn);
  const known = marks.map((mark) => ({
    row: rowOf.get(mark.id),
    keep: mark.keep || lostStandIn(mark),
  }));
  const rows = known.flatMap((mark) => (mark.keep === keep ? (mark.row ?? []) : []));
  // The answer is the same for a job on corpora that the caller may not see and for a job that does not exist.
  if (known.every(({ row }) => row === undefined)) throw noMarks(set.job, field);
  return { rows: rows.sort((a, b) => a - b), unknown: 0 };
}

interface KeepMark {
  readonly id: string;
  readonly keep: boolean;
  /** The row that stands for this one; null where none does. */
  readonly standIn: string | null;
}

/** What a job marked, with what people decided about it since. */
async function marksOf(job: string, { results, signal }: RowSetSource): Promise<KeepMark[]> {
  const found = await results.find(job, 'marks.jsonl').catch(() => null);
  if (found === null) return [];
  const marks: KeepMark[] = [];
  const settled = await settledMarks(job, results, signal);
  for await (const line of createInterface({ input: createReadStream(found.path) })) {
    const said = JSON.parse(line) as { id: string; keep: unknown; duplicate_of?: string | null };
    const { id } = said;
    const { keep, duplicate_of: standIn } = { ...said, ...settled?.changes.get(id) };
    marks.push({ id, keep: keep === true, standIn: standIn ?? null });
  }
  return marks;
}

function noMarks(job: string, field: string): KindredError {
  return new KindredError(
    'not_found',
    `Job '${job}' has left no marks on this corpus. Name a job whose result lists marks.jsonl.`,
    { field },
  );
}
