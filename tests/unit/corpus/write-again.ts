import type { WrittenFormat } from '../../../schemas/file-formats.ts';
import { InstructionRecord } from '../../../schemas/record.ts';
import { readCorpus } from '../../../services/corpus/read-corpus.ts';
import { toRecord } from '../../../services/corpus/record.ts';
import { originalRow } from '../../../services/corpus/row-origin.ts';
import type { WritableRow } from '../../../services/corpus/typed-value.ts';
import type { Replaced } from '../../../services/curation/export/exact-json.ts';
import { ExportSurvey } from '../../../services/curation/export/export-plan.ts';
import { writeRows } from '../../../services/curation/export/write-rows.ts';

/** The records of a file as an ingestion makes them, each through the JSON in which queues and stores keep it. */
export async function recordsOf(path: string, format?: WrittenFormat): Promise<InstructionRecord[]> {
  const records: InstructionRecord[] = [];
  for await (const row of (await readCorpus(path, { format: format ?? null })).rows) {
    if ('rejection' in row) throw new Error(`line ${row.rejection.line}: ${row.rejection.reason}`);
    const record = toRecord(row.content, 'c', null, row.origin);
    records.push(InstructionRecord.parse(JSON.parse(JSON.stringify(record))));
  }
  return records;
}

/** The rows of records as they came. */
export function rowsOf(records: readonly InstructionRecord[]): WritableRow[] {
  return records.map((record) => originalRow(record) ?? {});
}

/** Writes records as an export does, and gives what the format could not carry. */
export async function writeRecords(
  records: readonly InstructionRecord[],
  path: string,
  format: WrittenFormat,
): Promise<Replaced> {
  const survey = new ExportSurvey();
  const rows = rowsOf(records);
  records.forEach((record, at) => survey.add(record, rows[at] ?? {}));
  const batches = (async function* () {
    yield await Promise.resolve(rows);
  })();
  return writeRows(path, batches, { format, gzip: false, columns: survey.plan().columns });
}

export async function writeAgain(from: string, to: string, format: WrittenFormat): Promise<Replaced> {
  return writeRecords(await recordsOf(from), to, format);
}
