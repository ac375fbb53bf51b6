import { z } from 'zod';
import { ColumnMap, FileFormat, LayoutName } from '../jobs.ts';

/**
 * How to read what is being ingested. Travels as query parameters of an upload, where `columns` is JSON, and
 * with `path` in a JSON body when the file lies on the server.
 */
export const IngestionQuery = z.strictObject({
  file_name: z
    .string()
    .min(1)
    .max(255)
    .regex(/^[^/\\\0]+$/, 'a name without slashes')
    .default('upload')
    .describe('Name of the uploaded file; its ending helps to tell the format.'),
  format: FileFormat.optional().describe('Detected when left out.'),
  layout: LayoutName.optional().describe('Detected when left out.'),
  columns: z
    .string()
    .max(10_000)
    .optional()
    .describe('Column map as JSON, for example {"instruction":"prompt"}.'),
});
export type IngestionQuery = z.infer<typeof IngestionQuery>;

export const ServerFileIngestion = z.strictObject({
  path: z
    .string()
    .min(1)
    .max(4_096)
    .describe('A file below the directory that the operator configured with KINDRED_IMPORT_DIR.'),
  format: FileFormat.optional(),
  layout: LayoutName.optional(),
  columns: ColumnMap.optional(),
});
export type ServerFileIngestion = z.infer<typeof ServerFileIngestion>;

export const IngestionAccepted = z.object({
  job: z.string().describe('Follow it under /v1/jobs/{id}.'),
  corpus: z.string(),
  bytes: z.int(),
});
export type IngestionAccepted = z.infer<typeof IngestionAccepted>;
