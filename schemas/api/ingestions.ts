import { z } from 'zod';
import { FileFormat, LayoutName } from '../jobs.ts';

/**
 * Where the file is and how to read it. The body is always the file itself, whatever its content type; with
 * `path` the file lies on the server and there is no body.
 */
export const IngestionQuery = z.strictObject({
  path: z
    .string()
    .min(1)
    .max(4_096)
    .optional()
    .describe(
      'Instead of a body: a file below the directory that the operator configured with KINDRED_IMPORT_DIR, ' +
        'relative to it or absolute.',
    ),
  file_name: z
    .string()
    .min(1)
    .max(255)
    .regex(/^[^/\\\0]+$/, 'a name without slashes')
    .optional()
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

export const IngestionAccepted = z.object({
  job: z.string().describe('Follow it under /v1/jobs/{id}.'),
  corpus: z.string(),
  bytes: z.int(),
});
export type IngestionAccepted = z.infer<typeof IngestionAccepted>;
