import { z } from 'zod';
import { SpaceName } from '../record.ts';
import { IngestionQuery } from './ingestions.ts';

/** How to read the uploaded file, which is read as an ingestion reads it, and which vectors are wanted. */
export const EmbeddingFileQuery = IngestionQuery.omit({ path: true }).extend({
  space: SpaceName,
  encoding_format: z
    .enum(['float', 'base64'])
    .default('float')
    .describe('`base64`: the bytes of little-endian 32-bit floats.'),
});
export type EmbeddingFileQuery = z.infer<typeof EmbeddingFileQuery>;

const EmbeddedRow = z.object({
  id: z
    .union([z.string(), z.int()])
    .describe('The id that the row has in its file, a string; the number of its line when it has none.'),
  vector: z.union([z.array(z.number()), z.string()]),
  truncated: z
    .literal(true)
    .optional()
    .describe('Only there when the text was longer than the encoder reads; its beginning counts.'),
});

export const UnreadableRow = z.object({
  id: z.null(),
  line: z.int().describe('Line in the file, or row number where the format has no lines.'),
  error: z.string(),
});
export type UnreadableRow = z.infer<typeof UnreadableRow>;

/** One line of the answer, which has a line for every row of the file, in its order. */
export const EmbeddingFileLine = z.union([EmbeddedRow, UnreadableRow]);
export type EmbeddingFileLine = z.infer<typeof EmbeddingFileLine>;
