import {
  MISFITS_FILE,
  type ExportOperation,
  type ExportReport,
} from '../../../../schemas/curation/export.ts';
import type { TrainerLayoutName } from '../../../../schemas/curation/trainer-layout.ts';
import type { ResultFiles } from '../../results.ts';
import type { ExportOptions } from '../export-corpus.ts';
import type { ExportSource } from '../marked-records.ts';
import { trainerEntries } from './trainer-entries.ts';
import { lessonOf, planTrainerExport, writeTrainerExport } from './trainer-export.ts';
import type { Lesson, TrainerFile } from './trainer-file.ts';

export interface ExportOutcome {
  /** How many records were read and not left out because marks say so. */
  readonly records: number;
  readonly findings: Pick<
    ExportReport,
    | 'rows'
    | 'bytes'
    | 'replaced'
    | 'unwritten'
    | 'dropped'
    | 'stand_in_gone'
    | 'not_taken'
    | 'unmarked'
    | 'without_origin'
    | 'trainers'
  >;
}

type Operation = Omit<ExportOperation, 'layout'> & { readonly layout: TrainerLayoutName };

/**
 * Writes a corpus in a layout that trainers read, and lists the records that it cannot hold whole.
 * @throws KindredError `store_unavailable` when the store fails
 */
export async function writeForTrainers(
  source: ExportSource,
  basis: Omit<ExportOptions, 'layout' | 'fallback'>,
  operation: Operation,
  { files, path }: { readonly files: ResultFiles; readonly path: string },
): Promise<ExportOutcome> {
  const { layout, plain, lossy, ranking, with_metadata: withMetadata } = operation;
  const lesson = await lessonIn(source, basis, operation);
  const table = basis.format === 'csv' || basis.format === 'tsv';
  const file: TrainerFile = {
    layout,
    lesson,
    beside: ranking === null && lesson === 'answers',
    plain,
    lossy,
    table,
  };
  const options = { ...basis, file, withMetadata };
  const { plan, tally } = await planTrainerExport(source, options);
  const { bytes, replaced } = await writeTrainerExport(source, options, plan, path);
  const lines = tally.lines();
  if (lines.length > 0) await files.writeLines(MISFITS_FILE, lines);
  const { rows, dropped, unmarked, standInGone: stand_in_gone, notTaken: not_taken } = tally;
  const trainers = { ...tally.findings(), ...trainerEntries(file, plan, tally.pairs) };
  const left = lines.filter(({ written }) => !written).length;
  return {
    records: plan.ids.length + left,
    findings: {
      rows,
      bytes,
      replaced,
      dropped,
      stand_in_gone,
      not_taken,
      unmarked,
      without_origin: 0,
      trainers,
    },
  };
}

/** What the file teaches: asked for, or found in the records where the layout has several forms. */
async function lessonIn(
  source: ExportSource,
  basis: Omit<ExportOptions, 'layout' | 'fallback'>,
  { layout, ranking }: Operation,
): Promise<Lesson> {
  if (layout === 'preference') return 'pairs';
  if (layout === 'kto') return 'labels';
  if (layout !== 'alpaca' && layout !== 'sharegpt') return 'answers';
  if (ranking !== null) return ranking ? 'pairs' : 'answers';
  return lessonOf(source, basis);
}
