import { z } from 'zod';
import { FORMAT_NAMES } from './file-formats.ts';

export const FileFormat = z.enum(FORMAT_NAMES);
export type FileFormat = z.infer<typeof FileFormat>;

export const LayoutName = z
  .enum(['alpaca', 'dolly', 'sharegpt', 'messages', 'query-response', 'text', 'columns'])
  .describe('The layout of a row. `columns` needs a column map.');
export type LayoutName = z.infer<typeof LayoutName>;

/** Which column of the file holds which field. At least `instruction` is needed. */
export const ColumnMap = z.strictObject({
  instruction: z.string().min(1),
  input: z.string().optional(),
  output: z.string().optional(),
  system: z.string().optional(),
  history: z.string().optional(),
  source: z.string().optional(),
  user_id: z.string().optional(),
});
export type ColumnMap = z.infer<typeof ColumnMap>;

export const RowValues = z
  .record(z.string(), z.json())
  .describe(
    'The original values of the fields that would otherwise be written differently, such as null for a ' +
      'missing text.',
  );

/**
 * The original form of a row in its file, so that it can be written again as it came. It is not part of the record's
 * id.
 */
export const RowOrigin = z.object({
  file: z.string().max(255).describe('The name of the file as it was sent.'),
  line: z
    .int()
    .positive()
    .describe('The line in the file, or the number of the row when the format has no lines.'),
  layout: LayoutName,
  fields: z.array(z.string()).describe('The names of the fields of the row, in their order.'),
  values: RowValues.optional(),
  columns: ColumnMap.optional(),
});
export type RowOrigin = z.infer<typeof RowOrigin>;
