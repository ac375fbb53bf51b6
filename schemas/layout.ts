import { z } from 'zod';
import { FORMAT_NAMES } from './file-formats.ts';

export const FileFormat = z.enum(FORMAT_NAMES);
export type FileFormat = z.infer<typeof FileFormat>;

export const LayoutName = z
  .enum(['alpaca', 'dolly', 'sharegpt', 'messages', 'query-response', 'text', 'columns'])
  .describe('How a row is laid out; `columns` needs a column map.');
export type LayoutName = z.infer<typeof LayoutName>;

/** Which column of the file holds which field; needs at least `instruction`. */
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
    'Values of those that the layout alone would write otherwise, such as a null for a missing text.',
  );

/** How a row lay in its file, so that it can be written as it came. Says nothing about the record itself, so no part of its id. */
export const RowOrigin = z.object({
  file: z.string().max(255).describe('The name of the file as it was sent.'),
  line: z.int().positive().describe('Line in the file, or row number where the format has no lines.'),
  layout: LayoutName,
  fields: z.array(z.string()).describe('Names of the fields of the row, in its order.'),
  values: RowValues.optional(),
  columns: ColumnMap.optional(),
});
export type RowOrigin = z.infer<typeof RowOrigin>;
