import { z } from 'zod';
import { SpaceName } from '../record.ts';
import { IngestionQuery } from './ingestions.ts';

/** Which vectors are wanted, and how the file is read: in the same way as by an ingestion. */
export const EmbeddingFileQuery = IngestionQuery.omit({ path: true }).extend({
  space: SpaceName,
  encoding_format: z
    .enum(['float', 'base64'])
    .default('float')
    .describe('`float`: a list of numbers. `base64`: the bytes of little-endian 32-bit floats.'),
});
export type EmbeddingFileQuery = z.infer<typeof EmbeddingFileQuery>;

const EmbeddedRow = z.object({
  id: z
    .union([z.string(), z.int()])
    .describe(
      'The id that the row has in its file, as a string; the number of its line when it has no id. Where a line has ' +
        'several rows, or a row several records, `1:3` is the third row of line 1 and `7.2` the second record of line 7.',
    ),
  vector: z.union([z.array(z.number()), z.string()]),
  truncated: z
    .literal(true)
    .optional()
    .describe(
      'Present only when the text was longer than the encoder reads. The vector is then that of its ' +
        'beginning.',
    ),
});

export const UnreadableRow = z.object({
  id: z.null(),
  line: z.int().describe('The line in the file, or the number of the row when the format has no lines.'),
  error: z.string(),
});
export type UnreadableRow = z.infer<typeof UnreadableRow>;

/** One line of the answer. It has one for every row of the file, in the order of the file. */
export const EmbeddingFileLine = z.union([EmbeddedRow, UnreadableRow]);
export type EmbeddingFileLine = z.infer<typeof EmbeddingFileLine>;
