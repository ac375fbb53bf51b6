import { z } from 'zod';
import { COMPRESSED_FORMATS_TEXT, factsOf, WRITTEN_FORMATS, type WrittenFormat } from '../file-formats.ts';
import { ColumnMap, LayoutName, unwritableField } from '../layout.ts';
import { SpaceName } from '../record.ts';
import { defineOperation, MarksCorpus } from './definition.ts';

const MAX_MARKED_JOBS = 16;

/**
 * A file format, or `atlas`: Parquet with the text, label, place on a plane and neighbours that Embedding Atlas shows.
 */
export const ExportFormat = z.enum([...WRITTEN_FORMATS, 'atlas']);
export type ExportFormat = z.infer<typeof ExportFormat>;

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
  layout: LayoutName.nullable()
    .default(null)
    .describe('The layout of all rows; null to write each row as it came, field by field.'),
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
  space: SpaceName.default('task').describe('The space that the format `atlas` shows.'),
});
export type ExportOperation = z.infer<typeof ExportOperation>;

type ExportFile = `export.${string}`;

/** The name of the file that an export writes. */
export function exportFileName(format: ExportFormat, gzip: boolean): ExportFile {
  const [ending] = factsOf(fileFormatOf(format)).endings;
  return gzip ? `export${ending}.gz` : `export${ending}`;
}

/** Every name that the file of an export can have. */
const EXPORT_FILES = WRITTEN_FORMATS.flatMap((format) => {
  const plain = exportFileName(format, false);
  return factsOf(format).compressed ? [plain] : [plain, exportFileName(format, true)];
});

const ReplacedValues = z
  .object({
    numbers: z.int().describe('NaN and infinities: null, or an empty cell.'),
    bytes: z.int().describe('Bytes: base64.'),
    texts: z.int().describe('Texts with NUL or half of a surrogate pair: U+FFFD in its place.'),
  })
  .describe('How many values the format could not carry, and what stands in their place.');

export const ExportReport = z.object({
  kind: z.literal('export'),
  marks_corpus: MarksCorpus,
  corpora: z.array(z.string()),
  file: z.enum(EXPORT_FILES),
  rows: z.int().describe('The number of rows in the file.'),
  bytes: z.int(),
  dropped: z.int().describe('The number of records that were left out because marks say so.'),
  unmarked: z
    .int()
    .describe('The number of rows for which some of the jobs have no mark, because the rows came later.'),
  replaced: ReplacedValues.optional(),
  without_origin: z
    .int()
    .describe(
      'The number of rows that were stored before Kindred kept the original form of rows. They are written ' +
        'in the layout `alpaca`.',
    ),
});
export type ExportReport = z.infer<typeof ExportReport>;

const ExportRequest = ExportOperation.omit({ kind: true }).superRefine((operation, context) => {
  const { format, gzip, layout, columns, marks, apply } = operation;
  const refuse = (field: string, message: string): void =>
    context.addIssue({ code: 'custom', path: [field], message });
  const file = factsOf(fileFormatOf(format));
  if (gzip && file.compressed) refuse('gzip', `${file.title} is compressed in itself: leave it out`);
  if (apply && marks.length === 0) refuse('apply', 'name the jobs in `marks` that say what is kept');
  if (layout === 'columns' && columns === null) refuse('columns', 'the layout `columns` needs a column map');
  if (layout !== 'columns' && columns !== null)
    refuse('columns', 'a column map goes with the layout `columns`');
  const joined = columns === null ? null : unwritableField(columns);
  if (joined !== null)
    refuse('columns', `\`${joined}\` is not one column, so rows cannot be written with it: name one`);
});

export const exportDefinition = defineOperation({
  command: 'export',
  operation: ExportOperation,
  report: ExportReport,
  parts: { ExportFormat },
  files: EXPORT_FILES,
  route: {
    path: '/v1/corpora/{name}/exports',
    operationId: 'startExport',
    summary: 'Write a corpus into a file',
    description:
      'In the order in which the rows came, each in the layout it came in or all in another one. Rows that were alike in ' +
      'all are one record, so they come back once. With `marks` what jobs said about a record stands beside its row: as ' +
      'the object `_kindred` in JSON, as columns `_kindred.<operation>.<field>` in tables; with `apply` records that are ' +
      'not kept are left out. The marks must be on this corpus: `marks_corpus` of a report says which one that is. `atlas` ' +
      'is Parquet for Embedding Atlas, with a place on a plane and neighbours. The report names the file; ' +
      'GET /v1/jobs/{id}/files/{file} has it.',
    request: ExportRequest,
    examples: {
      'as it came': { format: 'jsonl', gzip: true },
      'what a deduplication kept, as Parquet': {
        format: 'parquet',
        marks: ['0f6c1a52-5b0e-4b39-9f0a-0c9d6a1f7e21'],
        apply: true,
      },
      'in another layout': { format: 'json', layout: 'sharegpt' },
      'a map for Embedding Atlas': { format: 'atlas', space: 'task' },
    },
  },
  corpora: () => [],
  marksCorpus: () => null,
  marksRead: ({ marks }) => marks.map((job) => ({ job, field: 'marks' })),
});
