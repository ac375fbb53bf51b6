import { z } from 'zod';
import { Rejection, NotRead } from '../jobs.ts';
import { ColumnMap, FileFormat, LayoutName, RowInLine } from '../layout.ts';
import { InstructionContent } from '../record.ts';
import { IngestionQuery } from './ingestions.ts';

/** Texts of a row are cut here where they are shown. */
export const LONGEST_SHOWN = 2_000;

export const InspectionQuery = IngestionQuery.omit({ path: true }).extend({
  show: z.coerce.number().int().min(0).max(20).default(3).describe('How many rows are shown.'),
});
export type InspectionQuery = z.infer<typeof InspectionQuery>;

export const InspectedRow = InstructionContent.omit({ metadata: true, exact: true }).extend({
  line: z.int().describe('The line in the file, or the number of the row when the format has no lines.'),
  row_in_line: RowInLine.optional(),
  layout: LayoutName,
  columns: ColumnMap.nullable().describe(
    'The columns from which it is read, where they were found or given; null for a layout with fields of its own.',
  ),
  fields: z.array(z.string()).describe('The names of the fields of the row, in their order.'),
  metadata: z.array(z.string()).describe('The names of those that go to the metadata.'),
  unread: z
    .array(z.string())
    .describe('Those of them that look like a text of a request or an answer, of which nothing is read.'),
});
export type InspectedRow = z.infer<typeof InspectedRow>;

/** How a file would be read, told from its first rows. */
export const FileInspection = z.object({
  format: FileFormat,
  layout: LayoutName.nullable().describe('The layout of the rows; null when none fits.'),
  map: z.string().nullable().describe('The column map by which the rows were told.'),
  looked_at: z.int().describe('The rows that were looked at: the first 1,000.'),
  has_more: z.boolean(),
  rejected: z.int(),
  rows: z
    .array(InspectedRow)
    .describe(
      'The first rows that can be read. Texts are cut after 2,000 characters, turns after the first 20.',
    ),
  rejections: z.array(Rejection).describe('The first ten rows that cannot be read.'),
  not_read: NotRead,
});
export type FileInspection = z.infer<typeof FileInspection>;
