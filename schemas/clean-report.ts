import { z } from 'zod';
import { WRITTEN_FORMATS } from './file-formats.ts';
import { NotRead, Rejection } from './jobs.ts';
import { FileFormat, LayoutName, RowInLine } from './layout.ts';
import { DeduplicateReport } from './curation/deduplicate.ts';
import { DuplicateReason, ReadChance } from './curation/duplicate-terms.ts';
import { ReplacedValues } from './curation/export-findings.ts';

/** How `kindred clean` finds the pairs of rows that may be duplicates. */
export const CleanMode = z
  .enum(['full', 'static'])
  .describe(
    '`full`: by the vectors of all rows, as `dedup` does. `static`: by letters and by vectors of single tokens; only the rows of pairs ' +
      'that may be duplicates go through the encoder, which decides about each as in the full mode.',
  );
export type CleanMode = z.infer<typeof CleanMode>;

const Place = {
  line: z.int().describe('The line in the file, or the number of the row when the format has no lines.'),
  row_in_line: RowInLine.optional(),
  part: z.int().describe('Which record of the row it is, from 1 on.'),
};

/** A line of the file of drops: a row that is not written, and the one that stands for it. */
export const CleanDrop = z.object({
  ...Place,
  kept_line: Place.line.describe('The line of the row that stands for it.'),
  kept_row_in_line: Place.row_in_line,
  kept_part: Place.part,
  reason: DuplicateReason,
  content: z
    .number()
    .nullable()
    .describe('The cosine similarity in the content space; null when it was not computed.'),
  task: z
    .number()
    .nullable()
    .describe('The cosine similarity in the task space; null when it was not computed.'),
  lexical: z.number().describe('The Jaccard similarity of the character 5-grams.'),
  chance: ReadChance,
  text: z.string(),
  kept_text: z.string(),
  difference: z
    .string()
    .describe('The differences word by word: `[-this-]` is only in the dropped row, `{+that+}` in the kept.'),
});
export type CleanDrop = z.infer<typeof CleanDrop>;

/** What `kindred clean` did. */
export const CleanReport = z.object({
  mode: CleanMode,
  file: z.string(),
  format: FileFormat,
  layout: LayoutName.nullable(),
  out: z.string(),
  written_format: z.enum(WRITTEN_FORMATS),
  bytes: z.int().describe('The size of the file that was written.'),
  replaced: ReplacedValues,
  rows: z.int().describe('The rows that were read, with the rejected ones.'),
  rejected: z.int().describe('The rows that could not be read. They are not written.'),
  rejections: z.array(Rejection).describe('The first 100 of them, each with its line and the reason.'),
  not_read: NotRead,
  equal: z
    .int()
    .describe('The rows that are equal to an earlier one in everything. They count as exact duplicates.'),
  written: z.int(),
  dropped: z.int(),
  reasons: DeduplicateReport.shape.reasons,
  embedded: z.int().describe('How many texts went through the encoder.'),
  truncated: z.int().describe('How many of these are longer than the encoder reads.'),
  ...DeduplicateReport.pick({
    conflicts: true,
    max_loss: true,
    loss: true,
    fields: true,
    further_fields: true,
    preambles: true,
    threshold: true,
    threshold_explanation: true,
    jaccard_threshold: true,
    keep: true,
    ranked_by: true,
    read: true,
  }).shape,
});
export type CleanReport = z.infer<typeof CleanReport>;
