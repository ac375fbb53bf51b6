import type { WrittenFormat } from '../../../../schemas/file-formats.ts';
import { factsOf } from '../../../../schemas/file-formats.ts';
import type { InstructionRecord, Metadata } from '../../../../schemas/record.ts';
import type { Row } from '../../../corpus/row.ts';
import type { WritableRow, WritableValue } from '../../../corpus/typed-value.ts';
import { writePlanned, type WrittenExport } from '../export-corpus.ts';
import type { FormulaGuard } from '../formula-guard.ts';
import {
  markedRecords,
  newTally,
  type ExportSource,
  type MarkChoice,
  type MarkedRecord,
} from '../marked-records.ts';
import { withMarkColumns, withNestedMarks } from '../marks.ts';
import { shaped } from './columns.ts';
import { readExample } from './example.ts';
import { Misfit } from './misfit.ts';
import { Draft, type Lesson, type TrainerFile } from './trainer-file.ts';
import { TRAINER_WRITERS } from './trainer-layouts.ts';
import { TrainerSurvey, type TrainerPlan } from './trainer-survey.ts';
import { TrainerTally } from './trainer-tally.ts';

export interface TrainerOptions extends MarkChoice {
  readonly format: WrittenFormat;
  readonly gzip: boolean;
  readonly formulas: FormulaGuard | null;
  readonly file: TrainerFile;
  /** Whether the other fields of a record, and what marks say of it, are written too. */
  readonly withMetadata: boolean;
}

/** Whether each record is a pair, or has a marked answer. @throws KindredError `store_unavailable` when the store fails */
export async function lessonOf(source: ExportSource, choice: MarkChoice): Promise<Lesson> {
  let [records, pairs, labels] = [0, 0, 0];
  for await (const { record } of markedRecords(source, choice, newTally())) {
    try {
      const { rejected, label } = readExample(record);
      records += 1;
      if (rejected !== null) pairs += 1;
      else if (label !== null) labels += 1;
    } catch (error) {
      if (!(error instanceof Misfit)) throw error;
    }
  }
  if (records === 0) return 'answers';
  return pairs === records ? 'pairs' : labels === records ? 'labels' : 'answers';
}

export interface PlannedTrainerExport {
  readonly plan: TrainerPlan;
  readonly tally: TrainerTally;
}

/**
 * Reads every record once, and plans which are written, in which order and with which columns.
 * @throws KindredError `store_unavailable` when the store fails
 */
export async function planTrainerExport(
  source: ExportSource,
  options: TrainerOptions,
): Promise<PlannedTrainerExport> {
  const tally = new TrainerTally();
  const survey = new TrainerSurvey();
  for await (const marked of markedRecords(source, options, tally)) {
    const { record } = marked;
    try {
      const draft = draftOf(record, options.file);
      const rows = TRAINER_WRITERS[options.file.layout](draft);
      survey.add(record, rows, options.withMetadata ? extraOf(marked, draft, rows, options.format) : {});
      tally.addWritten(draft, rows, options.withMetadata);
    } catch (error) {
      if (!(error instanceof Misfit)) throw error;
      tally.addMisfit(record, error, false);
    }
  }
  return { plan: survey.plan(factsOf(options.format).rows === 'objects'), tally };
}

/**
 * Writes the planned records, and returns the size of the file in bytes.
 * @throws KindredError `store_unavailable` when the store fails
 */
export function writeTrainerExport(
  source: ExportSource,
  options: TrainerOptions,
  plan: TrainerPlan,
  path: string,
): Promise<WrittenExport> {
  const columns = [...plan.columns, ...plan.extra];
  const toRows = (marked: MarkedRecord): readonly WritableRow[] => rowsOf(marked, options, plan);
  return writePlanned(source, options, { ids: plan.ids, columns }, { path, toRows });
}

function draftOf(record: InstructionRecord, file: TrainerFile): Draft {
  return new Draft(record, readExample(record), file);
}

function rowsOf(marked: MarkedRecord, options: TrainerOptions, plan: TrainerPlan): readonly WritableRow[] {
  const draft = draftOf(marked.record, options.file);
  const rows = TRAINER_WRITERS[options.file.layout](draft);
  const extra = options.withMetadata ? extraOf(marked, draft, rows, options.format) : {};
  const isObjects = factsOf(options.format).rows === 'objects';
  const uniform = isObjects ? uniformRow(extra, plan) : extra;
  return rows.map((row) => ({ ...shaped(row, plan.used), ...uniform }));
}

/** What stands beside the columns of the layout: id, source, the other metadata, and marks. */
function extraOf(
  { record, marks }: MarkedRecord,
  { example }: Draft,
  rows: readonly Row[],
  format: WrittenFormat,
): WritableRow {
  const { user_id, source, metadata } = record;
  const named = new Set(Object.keys(rows[0] ?? {}));
  const fields: Metadata = {
    ...(user_id === null ? {} : { id: user_id }),
    ...(source === null ? {} : { source }),
    ...metadata,
  };
  const others = Object.entries(fields).filter(([name]) => !named.has(name) && !example.used.has(name));
  const row = Object.fromEntries(others);
  return factsOf(format).rows === 'objects'
    ? withNestedMarks(row, record.id, marks)
    : withMarkColumns(row, record.id, marks);
}

/** Every column in every row: null where a record has none, and JSON text where records have values of several types. */
function uniformRow(extra: WritableRow, { extra: columns }: TrainerPlan): WritableRow {
  const cells = columns.map(({ name, type }): [string, WritableValue] => {
    const value = Object.hasOwn(extra, name) ? (extra[name] ?? null) : null;
    return [name, type.kind === 'json' && value !== null ? JSON.stringify(value) : value];
  });
  return Object.fromEntries(cells);
}
