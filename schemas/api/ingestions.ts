import { z } from 'zod';
import { ColumnMapName } from '../column-map-file.ts';
import { ColumnMap, FileFormat, LayoutName, RowsOfFile } from '../layout.ts';

const MAX_COLUMN_MAP_LENGTH = 4_000;

/** A column map, given as JSON text in a query parameter. */
const ColumnMapText = z
  .string()
  .max(MAX_COLUMN_MAP_LENGTH)
  .transform((text, context): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      const message = 'not valid JSON. Write it as {"instruction":"name of the column"}.';
      context.addIssue({ code: 'custom', message });
      return z.NEVER;
    }
  })
  .pipe(ColumnMap);

/**
 * Where the file is and how it is read. Without `path` the body is the file itself, whatever its content type. With
 * `path` the file lies on the server, and there is no body.
 */
export const IngestionQuery = z.strictObject({
  path: z
    .string()
    .min(1)
    .max(2_048)
    .optional()
    .describe(
      'Instead of a body: a file below the directory that the operator configured with KINDRED_IMPORT_DIR, ' +
        'relative to it or absolute.',
    ),
  file_name: z
    .string()
    .min(1)
    .max(255)
    .regex(
      /^(?!\/)(?!(.*\/)?\.{0,2}(\/|$))[^\\\u0000]+$/,
      'a name, or a path below a folder with forward slashes and without . and ..',
    )
    .optional()
    .describe(
      'The name of the uploaded file, with the folders that it lies in when they matter, such as ' +
        '`lang=en/train-00000-of-00001.parquet`. It is kept with each record. Its ending helps to detect the format, it ' +
        'may say the split, and folders named `column=value` are columns. It is never opened.',
    ),
  format: FileFormat.optional().describe('The format of the file; detected when left out.'),
  layout: LayoutName.optional().describe('The layout of the rows; detected when left out.'),
  columns: ColumnMapText.optional().describe(
    `The column map as JSON, for example {"instruction":"prompt"}; ${MAX_COLUMN_MAP_LENGTH} characters at most.`,
  ),
  map: ColumnMapName.optional(),
  ...RowsOfFile.shape,
});
export type IngestionQuery = z.infer<typeof IngestionQuery>;

export const IngestionAccepted = z.object({
  job: z.string().describe('The id of the job, which GET /v1/jobs/{id} reports on.'),
  corpus: z.string(),
  bytes: z.int(),
});
export type IngestionAccepted = z.infer<typeof IngestionAccepted>;
