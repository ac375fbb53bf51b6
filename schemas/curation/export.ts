import { z } from 'zod';
import { ColumnMap, FileFormat, LayoutName } from '../layout.ts';
import { SpaceName } from '../record.ts';

const MAX_MARKED_JOBS = 16;

/** A file format, or Parquet with what Embedding Atlas shows: text, label, place on a plane, neighbours. */
export const ExportFormat = z.enum([...FileFormat.options, 'atlas']);
export type ExportFormat = z.infer<typeof ExportFormat>;

/** Writes the records of a corpus into a file. */
export const ExportOperation = z.strictObject({
  kind: z.literal('export'),
  format: ExportFormat.default('jsonl'),
  gzip: z.boolean().default(false).describe('Compress the file; Parquet is compressed in itself.'),
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

export const EXPORT_FILES = [
  'export.jsonl',
  'export.jsonl.gz',
  'export.json',
  'export.json.gz',
  'export.csv',
  'export.csv.gz',
  'export.tsv',
  'export.tsv.gz',
  'export.parquet',
] as const;

export const ExportReport = z.object({
  kind: z.literal('export'),
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
