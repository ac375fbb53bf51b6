import { z } from 'zod';
import { COMPRESSED_FORMATS_TEXT, factsOf, WRITTEN_FORMATS, type WrittenFormat } from '../file-formats.ts';
import { RecordFilter } from '../filter.ts';
import { ColumnMap, LayoutName, unwritableField } from '../layout.ts';
import { SpaceName } from '../record.ts';
import { defineOperation, MarksCorpus, NeighbourRecall } from './definition.ts';
import { AppliedDecisions, ReplacedValues, UnwrittenParts } from './export-findings.ts';
import {
  PLAIN_LAYOUTS,
  RANKING_LAYOUTS,
  TRAINER_LAYOUTS,
  TrainerFindings,
  type TrainerLayoutName,
} from './trainer-layout.ts';

const MAX_MARKED_JOBS = 16;
/** The space of a map when none is named. */
const PLAIN_SPACE = 'task';

/**
 * A file format, or `atlas`: Parquet with the text, label, place on a plane and neighbours that Embedding Atlas shows.
 */
export const ExportFormat = z.enum([...WRITTEN_FORMATS, 'atlas']);
export type ExportFormat = z.infer<typeof ExportFormat>;

/** The layouts that are not those of trainers: they write all fields of a record. */
const OTHER_LAYOUTS = LayoutName.exclude(['alpaca', 'sharegpt', 'messages']).options;

export const ExportLayout = z
  .enum([...TRAINER_LAYOUTS, ...OTHER_LAYOUTS])
  .describe(
    `The layout of all rows. Trainers read ${TRAINER_LAYOUTS.map((name) => `\`${name}\``).join(', ')}: all rows have ` +
      'the same columns, and records that the layout cannot hold whole are left out and listed. The others write all ' +
      'fields of a record, except that `text` has the instruction alone beside the metadata, and `columns`, which needs a column map, ' +
      'what that names: `unwritten` of the report counts the rest.',
  );
export type ExportLayout = z.infer<typeof ExportLayout>;

/** The layout as one that trainers read; null when it is another one. */
export function trainerLayoutOf(layout: ExportLayout | null): TrainerLayoutName | null {
  return TRAINER_LAYOUTS.find((name) => name === layout) ?? null;
}

/** The file format of an export. */
export function fileFormatOf(format: ExportFormat): WrittenFormat {
  return format === 'atlas' ? 'parquet' : format;
}

/** Writes the records of a corpus into a file. */
export const ExportOperation = z.strictObject({
  kind: z.literal('export'),
  format: ExportFormat.default('jsonl'),
  gzip: z
    .boolean()
    .default(false)
    .describe(
      `Whether the file is gzipped. Refused for ${COMPRESSED_FORMATS_TEXT}, which is compressed in any case.`,
    ),
  layout: ExportLayout.nullable()
    .default(null)
    .describe('The layout of all rows; null to write each row as it came, field by field.'),
  plain: z
    .boolean()
    .default(false)
    .describe(
      `Whether prompts and answers are texts instead of lists of turns, in ${listed(PLAIN_LAYOUTS)}.`,
    ),
  ranking: z
    .boolean()
    .nullable()
    .default(null)
    .describe(
      `Whether a file in ${listed(RANKING_LAYOUTS)} is one of preference pairs. Null: it is when every record is a pair. ` +
        'False: the chosen answers alone are written.',
    ),
  lossy: z
    .boolean()
    .default(false)
    .describe('Whether records that the layout for trainers cannot hold whole are written in part.'),
  with_metadata: z
    .boolean()
    .default(false)
    .describe(
      'Whether rows for trainers have the other fields of their records, and marks, as further columns.',
    ),
  filter: RecordFilter.nullable().default(null).describe('Which records are written; null for all.'),
  escape_formulas: z
    .boolean()
    .default(false)
    .describe(
      'Whether texts that spreadsheets would run as formulas get an apostrophe in front, in CSV and TSV. A file that is read ' +
        'again keeps the apostrophes.',
    ),
  columns: ColumnMap.nullable().default(null).describe('The column map for the layout `columns`.'),
  marks: z
    .array(z.uuid())
    .max(MAX_MARKED_JOBS)
    .default([])
    .describe('The jobs whose marks are written beside the rows.'),
  apply: z
    .boolean()
    .default(false)
    .describe('Whether records are left out when marks say that they are not kept.'),
  without_marks: z
    .boolean()
    .default(false)
    .describe('Whether the marks decide what is left out and are not written beside the rows; with `apply`.'),
  space: SpaceName.default(PLAIN_SPACE).describe('The space that the format `atlas` shows.'),
});
export type ExportOperation = z.infer<typeof ExportOperation>;

/** Names as part of a sentence. */
function listed(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(', ');
}

type ExportFile = `export.${string}`;

/** The name of the file that an export writes. */
export function exportFileName(format: ExportFormat, gzip: boolean): ExportFile {
  const [ending] = factsOf(fileFormatOf(format)).endings;
  return gzip ? `export${ending}.gz` : `export${ending}`;
}

/** The list of records that a layout for trainers could not hold whole. */
export const MISFITS_FILE = 'not-expressible.jsonl';

/** Every name that the file of an export can have. */
const EXPORT_FILES = WRITTEN_FORMATS.flatMap((format) => {
  const plain = exportFileName(format, false);
  return factsOf(format).compressed ? [plain] : [plain, exportFileName(format, true)];
});

export const ExportReport = z.object({
  kind: z.literal('export'),
  marks_corpus: MarksCorpus,
  corpora: z.array(z.string()),
  neighbour_recall: NeighbourRecall,
  file: z.enum(EXPORT_FILES),
  rows: z.int().describe('The number of rows in the file.'),
  bytes: z.int(),
  dropped: z.int().describe('The number of records that were left out because marks say so.'),
  stand_in_gone: z
    .int()
    .optional()
    .describe(
      'The number of records that are in the file with `apply` although a deduplication dropped them, because the record that ' +
        'stood for them is no longer stored. Reports of earlier versions lack it.',
    ),
  not_taken: z
    .int()
    .optional()
    .describe(
      'The number of records that were left out with `apply` because they came after a selection, a compression or a search for ' +
        'gaps, which has not taken them. Reports of earlier versions lack it, and had such records in the file.',
    ),
  unmarked: z
    .int()
    .describe(
      'The number of records in the file for which some of the jobs have no mark, because they came later: the jobs have not ' +
        'looked at them.',
    ),
  decisions: AppliedDecisions.nullable()
    .optional()
    .describe(
      'What people decided about the marks; null when nobody did. Reports of earlier versions lack it.',
    ),
  replaced: ReplacedValues.optional(),
  unwritten: UnwrittenParts.optional(),
  without_origin: z
    .int()
    .describe(
      'The number of rows that came from no file (written as records), or were stored before Kindred kept the original form of rows. They are written ' +
        'in the layout `alpaca`.',
    ),
  escaped_cells: z
    .int()
    .optional()
    .describe('The number of texts, and names of columns, that got an apostrophe in front.'),
  trainers: TrainerFindings.nullable()
    .optional()
    .describe(
      'What is said of a file for trainers; null for other files. Reports of earlier versions lack it.',
    ),
});
export type ExportReport = z.infer<typeof ExportReport>;

type Refuse = (field: string, message: string) => void;

const ExportRequest = ExportOperation.omit({ kind: true }).superRefine((operation, context) => {
  const { format, gzip, layout, columns, marks, apply, without_marks, escape_formulas, space } = operation;
  const refuse: Refuse = (field, message) => context.addIssue({ code: 'custom', path: [field], message });
  const file = factsOf(fileFormatOf(format));
  if (gzip && file.compressed) refuse('gzip', `${file.title} is compressed in itself: leave it out`);
  if (apply && marks.length === 0) refuse('apply', 'name the jobs in `marks` that say what is kept');
  if (without_marks && !apply)
    refuse('without_marks', 'it goes with `apply`: leave it out, or name no jobs in `marks`');
  if (without_marks && trainerLayoutOf(layout) !== null && !operation.with_metadata)
    refuse('without_marks', 'rows for trainers have marks with `with_metadata` alone: leave it out');
  if (layout === 'columns' && columns === null) refuse('columns', 'the layout `columns` needs a column map');
  if (layout !== 'columns' && columns !== null)
    refuse('columns', 'a column map goes with the layout `columns`');
  const joined = columns === null ? null : unwritableField(columns);
  if (joined !== null)
    refuse('columns', `\`${joined}\` is not one column, so rows cannot be written with it: name one`);
  if (format !== 'atlas' && space !== PLAIN_SPACE)
    refuse('space', 'it is for the format atlas: leave it out');
  if (escape_formulas && !isSheet(format)) refuse('escape_formulas', 'it is for CSV and TSV: leave it out');
  checkTrainerOptions(operation, refuse);
});

function isSheet(format: ExportFormat): boolean {
  return format === 'csv' || format === 'tsv';
}

/** Refuses options that do not go with the layout. */
function checkTrainerOptions(operation: Omit<ExportOperation, 'kind'>, refuse: Refuse): void {
  const { format, plain, ranking } = operation;
  const layout = trainerLayoutOf(operation.layout);
  const goesWith = (names: readonly TrainerLayoutName[]): boolean =>
    layout !== null && names.includes(layout);
  if (plain && !goesWith(PLAIN_LAYOUTS)) refuse('plain', `it goes with the layouts ${listed(PLAIN_LAYOUTS)}`);
  if (ranking !== null && !goesWith(RANKING_LAYOUTS))
    refuse('ranking', `it goes with the layouts ${listed(RANKING_LAYOUTS)}`);
  for (const field of ['lossy', 'with_metadata'] as const)
    if (operation[field] && layout === null)
      refuse(field, `it goes with the layouts ${listed(TRAINER_LAYOUTS)}`);
  if (layout === null) return;
  if (format === 'atlas') refuse('layout', 'a map has the columns of its records: leave it out');
  if (isSheet(format) && layout !== 'alpaca' && !plain)
    refuse(
      'format',
      `a table of texts has no lists of turns: take jsonl, json or parquet, or the layout \`alpaca\``,
    );
}

export const exportDefinition = defineOperation({
  command: 'export',
  operation: ExportOperation,
  report: ExportReport,
  parts: { ExportFormat, ExportLayout, TrainerFindings },
  files: [...EXPORT_FILES, MISFITS_FILE],
  route: {
    path: '/v1/corpora/{name}/exports',
    operationId: 'startExport',
    summary: 'Write a corpus into a file',
    description:
      'In the order in which the rows came, each in the layout it came in or all in another one. Rows that were alike in ' +
      'all are one record, so they come back once. With `marks` what jobs said about a record stands beside its row: as ' +
      'the object `_kindred` in JSON, as columns `_kindred.<operation>.<field>` in tables; with `apply` records that are ' +
      'not kept are left out, and with `without_marks` nothing stands beside those that stay. The marks must be on this corpus: `marks_corpus` of a report says which one that is. `atlas` ' +
      'is Parquet for Embedding Atlas, with a place on a plane and neighbours. Rows in a layout for trainers have what the ' +
      'layout names and no more, unless `with_metadata` asks for it; records that it cannot hold whole are counted, and ' +
      'listed in `not-expressible.jsonl`. The report names the file; ' +
      'GET /v1/jobs/{id}/files/{file} has it.',
    request: ExportRequest,
    examples: {
      'as it came': { format: 'jsonl', gzip: true },
      'what a deduplication kept, as Parquet': {
        format: 'parquet',
        marks: ['0f6c1a52-5b0e-4b39-9f0a-0c9d6a1f7e21'],
        apply: true,
        without_marks: true,
      },
      'to train with': { format: 'jsonl', layout: 'messages' },
      'preference pairs as texts': { format: 'parquet', layout: 'preference', plain: true },
      'a map for Embedding Atlas': { format: 'atlas', space: 'task' },
    },
  },
  corpora: () => [],
  marksCorpus: () => null,
  marksRead: ({ marks }) => marks.map((job) => ({ job, field: 'marks' })),
});
