import { MAX_LISTED_REJECTIONS, type NotRead, type Rejection } from '../../../schemas/jobs.ts';
import type { InstructionRecord } from '../../../schemas/record.ts';
import { countNotRead } from '../../corpus/not-read.ts';
import type { CorpusReading } from '../../corpus/read-corpus.ts';
import { toRecord } from '../../corpus/record.ts';

/**
 * The corpus that a file is read as. Ids depend on it, and by ids ties are decided: what is cleaned is what an ingestion into a corpus of
 * this name, a deduplication and an export would leave.
 */
export const FILE_CORPUS = 'clean';
/** How many rows are counted between two looks at what was not read of them. */
const ROWS_AT_ONCE = 500;

/** Where a row stood in its file. */
export interface RowPlace {
  readonly line: number;
  /** Which row of the line it is, where several begin in it. */
  readonly row_in_line?: number;
  readonly part: number;
}

/** The rows of a file as records, in their order; rows equal in everything are one record, that of the first of them. */
export interface FileRows {
  readonly records: readonly InstructionRecord[];
  /** The rows that are equal in everything to an earlier one, each with the id of their record. */
  readonly merged: readonly { readonly id: string; readonly place: RowPlace }[];
  readonly rejected: number;
  /** The first rejected rows. */
  readonly rejections: readonly Rejection[];
  readonly notRead: NotRead;
}

export interface ReadWatch {
  readonly signal: AbortSignal;
  readonly onRows: (rows: number) => void;
}

export function placeOfRow({ origin }: Pick<InstructionRecord, 'origin'>): RowPlace {
  const { line = 0, row_in_line, part = 1 } = origin ?? {};
  return { line, ...(row_in_line !== undefined && { row_in_line }), part };
}

/**
 * Reads all rows of a file as an ingestion does, without task labels, which neither decide about duplicates nor are written.
 * @throws KindredError what the rows of `readCorpus` throw
 * @throws the signal's reason when aborted
 */
export async function readFileRows(reading: CorpusReading, { signal, onRows }: ReadWatch): Promise<FileRows> {
  const records = new Map<string, InstructionRecord>();
  const merged: { id: string; place: RowPlace }[] = [];
  const rejections: Rejection[] = [];
  let [rejected, rows] = [0, 0];
  let notRead = countNotRead(undefined, [], []);
  let uncounted: InstructionRecord[] = [];
  const count = (): void => {
    notRead = countNotRead(notRead, uncounted, reading.notes());
    uncounted = [];
  };
  for await (const row of reading.rows) {
    rows += 1;
    if ('rejection' in row) {
      rejected += 1;
      if (rejections.length < MAX_LISTED_REJECTIONS) rejections.push(row.rejection);
      continue;
    }
    const record = toRecord(row.content, FILE_CORPUS, null, row.origin);
    if (records.has(record.id)) merged.push({ id: record.id, place: placeOfRow(record) });
    else records.set(record.id, record);
    uncounted.push(record);
    if (rows % ROWS_AT_ONCE > 0) continue;
    signal.throwIfAborted();
    onRows(rows);
    count();
  }
  count();
  return { records: [...records.values()], merged, rejected, rejections, notRead };
}
