import { z } from 'zod';
import { COMPRESSED_FORMATS_TEXT, factsOf, WRITTEN_FORMATS, type WrittenFormat } from '../file-formats.ts';
import { ColumnMap, LayoutName } from '../layout.ts';
import { SpaceName } from '../record.ts';

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
export const EXPORT_FILES = WRITTEN_FORMATS.flatMap((format) => {
  const plain = exportFileName(format, false);
  return factsOf(format).compressed ? [plain] : [plain, exportFileName(format, true)];
});

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
