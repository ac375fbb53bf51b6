import { stat } from 'node:fs/promises';
import { factsOf, type WrittenFormat } from '../../../schemas/file-formats.ts';
import type { InstructionRecord, Metadata } from '../../../schemas/record.ts';
import type { Layout } from '../../corpus/layouts/layout.ts';
import type { Row } from '../../corpus/row.ts';
import { originalRow } from '../../corpus/row-origin.ts';
import type { RecordStore } from '../../store/port.ts';
import { pagesOf } from '../../store/walk-records.ts';
import type { ReportProgress } from '../operation.ts';
import { ExportSurvey, type ExportPlan } from './export-plan.ts';
import { marksOf, withMarkColumns, withNestedMarks, type Marks } from './marks.ts';
import { writeRows } from './write-rows.ts';

/** Records fetched at a time: some megabytes. */
const BATCH = 500;

export interface ExportOptions {
  readonly format: WrittenFormat;
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
  readonly corpora: readonly string[];
  readonly signal: AbortSignal;
  readonly report: ReportProgress;
}

/** Adds fields to the row of a record. */
type Addition = (record: InstructionRecord) => Row;

const NOTHING_MORE: Addition = () => ({});

export interface PlannedExport extends ExportPlan {
  readonly dropped: number;
  /** Records that some of the marks do not know, because they came later. */
  readonly unmarked: number;
  /** Rows in the fallback's layout. */
  readonly withoutOrigin: number;
}

/** Looks at every record once, and says which are written, in which order, with which columns; `sample` adds some. */
export async function planExport(
  { store, corpora, signal, report }: ExportSource,
  options: ExportOptions,
  sample: Addition = NOTHING_MORE,
): Promise<PlannedExport> {
  const tally = { dropped: 0, unmarked: 0, withoutOrigin: 0 };
  const total = await store.count({ corpora });
  const survey = new ExportSurvey();
  let seen = 0;
  for await (const page of pagesOf(store, signal, { corpora })) {
    for (const { record } of page) {
      const marks = saidOf(record.id, options.marks);
      if (options.apply && [...marks.values()].some(({ keep }) => keep === false)) {
        tally.dropped += 1;
        continue;
      }
      if (marks.size < options.marks.length) tally.unmarked += 1;
      if (record.origin === undefined) tally.withoutOrigin += 1;
      survey.add(record, rowOf(record, marks, options, sample));
    }
    seen += page.length;
    report('ordering', seen, total);
  }
  return { ...survey.plan(), ...tally };
}

/** Writes what was planned, in its order; in memory are ids, marks, and one batch of rows. Returns the bytes. */
export async function writeExport(
  source: ExportSource,
  options: ExportOptions,
  plan: ExportPlan,
  target: { readonly path: string; readonly added?: Addition },
): Promise<number> {
  const batches = batchesOf(source, options, plan, target.added ?? NOTHING_MORE);
  const { format, gzip } = options;
  await writeRows(target.path, batches, { format, gzip, columns: plan.columns });
  return (await stat(target.path)).size;
}

async function* batchesOf(
  { store, signal, report }: ExportSource,
  options: ExportOptions,
  { ids }: ExportPlan,
  added: Addition,
): AsyncGenerator<Row[]> {
  for (let at = 0; at < ids.length; at += BATCH) {
    signal.throwIfAborted();
    const wanted = ids.slice(at, at + BATCH);
    const found = new Map((await store.fetch(wanted)).map(({ record }) => [record.id, record]));
    yield wanted.flatMap((id) => {
      const record = found.get(id);
      return record === undefined ? [] : [rowOf(record, saidOf(id, options.marks), options, added)];
    });
    report('writing', at + wanted.length, ids.length);
  }
}

function saidOf(id: string, marks: readonly Marks[]): Map<string, Metadata> {
  const said = marks.map((one) => [one.name, marksOf(one, id)] as const);
  return new Map(said.flatMap(([name, of]) => (of === null ? [] : [[name, of]])));
}

function rowOf(
  record: InstructionRecord,
  marks: Map<string, Metadata>,
  { layout, fallback, format }: ExportOptions,
  added: Addition,
): Row {
  const written = layout?.write(record) ?? originalRow(record) ?? fallback.write(record);
  const row = { ...written, ...added(record) };
  return factsOf(format).rows === 'objects'
    ? withNestedMarks(row, record.id, marks)
    : withMarkColumns(row, record.id, marks);
}
