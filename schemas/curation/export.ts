import { z } from 'zod';
import { COMPRESSED_FORMATS_TEXT, factsOf, WRITTEN_FORMATS, type WrittenFormat } from '../file-formats.ts';
import { ColumnMap, LayoutName } from '../layout.ts';
import { SpaceName } from '../record.ts';
import { defineOperation, MarksCorpus } from './definition.ts';

const MAX_MARKED_JOBS = 16;

/** A file format, or Parquet with what Embedding Atlas shows: text, label, place on a plane, neighbours. */
export const ExportFormat = z.enum([...WRITTEN_FORMATS, 'atlas']);
export type ExportFormat = z.infer<typeof ExportFormat>;

/** The format of the file itself. */
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
    .describe(`Compress the file; refused for ${COMPRESSED_FORMATS_TEXT}, compressed in any case.`),
  layout: LayoutName.nullable().default(null).describe('Null: each row as it came, field by field.'),
  columns: ColumnMap.nullable().default(null).describe('For the layout `columns`.'),
  marks: z
    .array(z.uuid())
    .max(MAX_MARKED_JOBS)
    .default([])
    .describe('Jobs whose marks are written beside the rows.'),
  apply: z.boolean().default(false).describe('Leave out records that marks say are not kept.'),
  space: SpaceName.default('task').describe('Of `atlas`: the space that is shown.'),
});
export type ExportOperation = z.infer<typeof ExportOperation>;

type ExportFile = `export.${string}`;

/** The name of the file that an export leaves. */
export function exportFileName(format: ExportFormat, gzip: boolean): ExportFile {
  const [ending] = factsOf(fileFormatOf(format)).endings;
  return gzip ? `export${ending}.gz` : `export${ending}`;
}

/** Every name that the file of an export can have. */
const EXPORT_FILES = WRITTEN_FORMATS.flatMap((format) => {
  const plain = exportFileName(format, false);
  return factsOf(format).compressed ? [plain] : [plain, exportFileName(format, true)];
});

export const ExportReport = z.object({
  kind: z.literal('export'),
  marks_corpus: MarksCorpus,
  corpora: z.array(z.string()),
  file: z.enum(EXPORT_FILES),
  rows: z.int().describe('Rows in the file.'),
  bytes: z.int(),
  dropped: z.int().describe('Records that were left out, as marks say.'),
  unmarked: z.int().describe('Rows that some of the jobs say nothing about, because they came later.'),
  without_origin: z
    .int()
    .describe(
      'Rows stored before Kindred remembered how rows lay in their files: they are written as Alpaca.',
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
});

export const exportCorpus = defineOperation({
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
