import { stat } from 'node:fs/promises';
import { factsOf, type WrittenFormat } from '../../../schemas/file-formats.ts';
import type { InstructionRecord, Metadata } from '../../../schemas/record.ts';
import { unwrittenParts, type Layout, type LayoutPart } from '../../corpus/layouts/layout.ts';
import { originalRow, typedRow } from '../../corpus/row-origin.ts';
import type { WritableRow } from '../../corpus/typed-value.ts';
import type { Row } from '../../corpus/row.ts';
import type { Replaced } from './exact-json.ts';
import { ExportSurvey, type ExportPlan } from './export-plan.ts';
import type { FormulaGuard } from './formula-guard.ts';
import {
  markedRecords,
  newTally,
  marksOn,
  type ExportSource,
  type MarkChoice,
  type MarkedRecord,
  type MarkTally,
} from './marked-records.ts';
import { withMarkColumns, withNestedMarks, type Marks } from './marks.ts';
import { writeRows } from './write-rows.ts';

/** How many records are fetched at a time, which are some megabytes. */
const BATCH = 500;

export interface ExportOptions extends MarkChoice {
  readonly format: WrittenFormat;
  readonly gzip: boolean;
  /** The layout of all rows; null when each row is written in the layout that it came in. */
  readonly layout: Layout | null;
  /** The layout of records that were stored without their origin. */
  readonly fallback: Layout;
  /** What is done to the texts of a table; null when they are written as they are. */
  readonly formulas: FormulaGuard | null;
}

/** The fields to add to the row of a record. */
type Addition = (record: InstructionRecord) => Row;

const NOTHING_MORE: Addition = () => ({});

/** How many records have what the layout of all rows does not write, together and by part. */
interface UnwrittenTally {
  records: number;
  readonly parts: Map<LayoutPart, number>;
}

export interface PlannedExport extends ExportPlan, Readonly<MarkTally> {
  /** How many rows are written in the fallback's layout. */
  readonly withoutOrigin: number;
  readonly unwritten: UnwrittenTally;
}

/**
 * Reads every record once, and plans which are written, in which order, and with which columns.
 * @param sample gives for each record fields of the types that `added` gives when rows are written
 * @throws KindredError `store_unavailable` when the store fails
 */
export async function planExport(
  source: ExportSource,
  options: ExportOptions,
  sample: Addition = NOTHING_MORE,
): Promise<PlannedExport> {
  const tally = { ...newTally(), withoutOrigin: 0 };
  const unwritten: UnwrittenTally = { records: 0, parts: new Map() };
  const survey = new ExportSurvey();
  for await (const { record, marks } of markedRecords(source, options, tally)) {
    if (record.origin === undefined) tally.withoutOrigin += 1;
    const parts = options.layout === null ? [] : unwrittenParts(record, options.layout);
    if (parts.length > 0) unwritten.records += 1;
    for (const part of parts) unwritten.parts.set(part, (unwritten.parts.get(part) ?? 0) + 1);
    survey.add(record, rowOf(record, marks, options, sample));
  }
  return { ...survey.plan(), ...tally, unwritten };
}

export interface WrittenExport {
  /** The size of the file. */
  readonly bytes: number;
  /** What the format could not carry. */
  readonly replaced: Replaced;
}

/**
 * Writes the planned records in their order. In memory are the ids, the marks and one batch of rows.
 * @throws KindredError `store_unavailable` when the store fails
 */
export async function writeExport(
  source: ExportSource,
  options: ExportOptions,
  plan: ExportPlan,
  target: { readonly path: string; readonly added?: Addition },
): Promise<WrittenExport> {
  const added = target.added ?? NOTHING_MORE;
  const toRows = ({ record, marks }: MarkedRecord): readonly WritableRow[] => [
    rowOf(record, marks, options, added),
  ];
  return writePlanned(source, options, plan, { path: target.path, toRows });
}

/**
 * Writes the rows that are made of the planned records, and returns the size of the file in bytes.
 * @throws KindredError `store_unavailable` when the store fails
 */
export async function writePlanned(
  source: ExportSource,
  options: Pick<ExportOptions, 'format' | 'gzip' | 'formulas' | 'marks' | 'written'>,
  plan: ExportPlan,
  target: { readonly path: string; readonly toRows: (marked: MarkedRecord) => readonly WritableRow[] },
): Promise<WrittenExport> {
  const { format, gzip, formulas, marks, written } = options;
  const batches = batchesOf(source, written ? marks : [], plan, target.toRows);
  const columns = formulas?.columns(plan.columns) ?? plan.columns;
  const rows = formulas?.batches(batches) ?? batches;
  const replaced = await writeRows(target.path, rows, { format, gzip, columns });
  return { bytes: (await stat(target.path)).size, replaced };
}

async function* batchesOf(
  { store, signal, report }: ExportSource,
  marks: readonly Marks[],
  { ids }: ExportPlan,
  toRows: (marked: MarkedRecord) => readonly WritableRow[],
): AsyncGenerator<WritableRow[]> {
  for (let begin = 0; begin < ids.length; begin += BATCH) {
    signal.throwIfAborted();
    const wanted = ids.slice(begin, begin + BATCH);
    const found = new Map((await store.fetch(wanted)).map(({ record }) => [record.id, record]));
    yield wanted.flatMap((id) => {
      const record = found.get(id);
      return record === undefined ? [] : toRows({ record, marks: marksOn(id, marks) });
    });
    report('writing', begin + wanted.length, ids.length);
  }
}

function rowOf(
  record: InstructionRecord,
  marks: ReadonlyMap<string, Metadata>,
  { layout, fallback, format }: ExportOptions,
  added: Addition,
): WritableRow {
  const inLayout = layout?.write(record);
  const written =
    inLayout === undefined ? (originalRow(record) ?? fallback.write(record)) : typedRow(inLayout, record);
  const row: WritableRow = { ...written, ...added(record) };
  return factsOf(format).rows === 'objects'
    ? withNestedMarks(row, record.id, marks)
    : withMarkColumns(row, record.id, marks);
}
