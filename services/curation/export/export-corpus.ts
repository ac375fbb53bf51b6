import { stat } from 'node:fs/promises';
import type { FileFormat } from '../../../schemas/layout.ts';
import type { InstructionRecord, Metadata } from '../../../schemas/record.ts';
import type { Layout, Row } from '../../corpus/layouts/layout.ts';
import { originalRow } from '../../corpus/row-origin.ts';
import type { RecordStore } from '../../store/port.ts';
import { pagesOf } from '../../store/walk-records.ts';
import { ExportSurvey, type ExportPlan } from './export-plan.ts';
import { marksOf, withMarkColumns, withNestedMarks, type Marks } from './marks.ts';
import { writeRows } from './write-rows.ts';

/** Records fetched at a time: some megabytes. */
const BATCH = 500;

export interface ExportOptions {
  readonly format: FileFormat;
  readonly gzip: boolean;
  /** Null: each row in the layout that it came in. */
  readonly layout: Layout | null;
  /** Of records that were stored without their origin. */
  readonly fallback: Layout;
  readonly marks: readonly Marks[];
  /** Leave out what some marks say is not kept. */
  readonly apply: boolean;
}

export interface ExportSource {
  readonly store: Pick<RecordStore, 'scroll' | 'fetch' | 'count'>;
  readonly corpus: string;
  readonly signal: AbortSignal;
  readonly onRows: (done: number, total: number) => Promise<void> | void;
}

export interface ExportResult {
  readonly rows: number;
  readonly dropped: number;
  /** Records that some of the marks do not know, because they came later. */
  readonly unmarked: number;
  /** Rows in the fallback's layout. */
  readonly withoutOrigin: number;
  readonly bytes: number;
}

/**
 * Writes a corpus into a file, in the order in which its rows came: files by name, rows by line. Two walks over the
 * store: one to see order and columns, one to write; in memory are ids and marks, and one batch of rows.
 */
export async function exportCorpus(
  source: ExportSource,
  options: ExportOptions,
  path: string,
): Promise<ExportResult> {
  const tally = { dropped: 0, unmarked: 0, withoutOrigin: 0 };
  const total = await source.store.count({ corpora: [source.corpus] });
  const survey = new ExportSurvey();
  let seen = 0;
  for await (const page of pagesOf(source.store, source.signal, { corpora: [source.corpus] })) {
    for (const { record } of page) {
      const marks = saidOf(record.id, options.marks);
      if (options.apply && [...marks.values()].some(({ keep }) => keep === false)) {
        tally.dropped += 1;
        continue;
      }
      if (marks.size < options.marks.length) tally.unmarked += 1;
      if (record.origin === undefined) tally.withoutOrigin += 1;
      survey.add(record, rowOf(record, marks, options));
    }
    seen += page.length;
    await source.onRows(seen / 2, total);
  }
  const plan = survey.plan();
  const { format, gzip } = options;
  await writeRows(path, batchesOf(source, options, plan), { format, gzip, columns: plan.columns });
  return { rows: plan.ids.length, ...tally, bytes: (await stat(path)).size };
}

function saidOf(id: string, marks: readonly Marks[]): Map<string, Metadata> {
  const said = marks.map((one) => [one.name, marksOf(one, id)] as const);
  return new Map(said.flatMap(([name, of]) => (of === null ? [] : [[name, of]])));
}

function rowOf(record: InstructionRecord, marks: Map<string, Metadata>, options: ExportOptions): Row {
  const { layout, fallback, format } = options;
  const row = layout?.write(record) ?? originalRow(record) ?? fallback.write(record);
  const isNested = format === 'jsonl' || format === 'json';
  return isNested ? withNestedMarks(row, marks) : withMarkColumns(row, marks);
}

async function* batchesOf(
  { store, signal, onRows }: ExportSource,
  options: ExportOptions,
  { ids }: ExportPlan,
): AsyncGenerator<Row[]> {
  for (let at = 0; at < ids.length; at += BATCH) {
    signal.throwIfAborted();
    const wanted = ids.slice(at, at + BATCH);
    const found = new Map((await store.fetch(wanted)).map(({ record }) => [record.id, record]));
    yield wanted.flatMap((id) => {
      const record = found.get(id);
      return record === undefined ? [] : [rowOf(record, saidOf(id, options.marks), options)];
    });
    await onRows((ids.length + at + wanted.length) / 2, ids.length);
  }
}
