import { z } from 'zod';
import { jsonObject, type Json } from './json.ts';
import { RowOrigin } from './layout.ts';

export type { Json } from './json.ts';

/** The longest text that one field may have, in UTF-16 code units. */
export const MAX_TEXT_LENGTH = 1_000_000;

export const CorpusName = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/,
    'use 1 to 64 letters, digits, dots, dashes or underscores, starting with a letter or digit',
  )
  .describe('The name of a corpus.');

export const RecordId = z
  .uuid()
  .describe('The id of the record: a UUIDv5 of the corpus and the whole content of the row.');

export const Turn = z.object({
  role: z.enum(['system', 'user', 'assistant', 'tool']).describe('Who speaks.'),
  content: z.string().max(MAX_TEXT_LENGTH).describe('What is said.'),
});
export type Turn = z.infer<typeof Turn>;

export const TaskLabel = z.object({
  name: z
    .string()
    .max(200)
    .describe(
      'The task as `verb|noun`, as in IEB, in the language of the instruction: `rewrite|sentence`, or in simplified Chinese `写|诗`. ' +
        'Instructions in other languages than English and Chinese have one of the encoder, or none.',
    ),
  confidence: z
    .number()
    .min(0)
    .max(1)
    .describe(
      'How often a label that was found in the same way was acceptable to a reader, from 0 to 1; of a label `from` neighbours the calibrated ' +
        'chance that it is right.',
    ),
  from: z
    .literal('neighbours')
    .optional()
    .describe(
      'Where the label is from when not from the words of the instruction: `neighbours`, the labelled direction of the encoder that ' +
        'is nearest. A record that moves to another encoder gets that of the new one.',
    ),
});
export type TaskLabel = z.infer<typeof TaskLabel>;

export const KindLabel = z.object({
  name: z
    .string()
    .max(200)
    .describe('The kind of work, one of those of the encoder, for example `write-poem`.'),
  confidence: z.number().min(0).max(1).describe('The calibrated chance that the kind is right, from 0 to 1.'),
});
export type KindLabel = z.infer<typeof KindLabel>;

export const Metadata = jsonObject('All fields of the row that its layout does not name.');
export type Metadata = Record<string, Json>;

export const ExactValues = z
  .record(z.string(), z.string())
  .describe(
    'By JSON Pointer into the row: the values that JSON cannot hold as they were. `number`: the text is a number with ' +
      'digits that a double lacks; `nan`: null is NaN; `-0.0`: 0 is -0.0; `bytes`: the text is base64; `text` with a JSON text: the text ' +
      'held NUL or half of a surrogate pair, or the name of the field did, where the pointer follows `#`. Part of what is compared.',
  );
export type ExactValues = z.infer<typeof ExactValues>;

/** The content of a row, apart from its corpus. Every layout is read into this one shape. */
export const InstructionContent = z.object({
  instruction: z.string().min(1).max(MAX_TEXT_LENGTH),
  input: z.string().max(MAX_TEXT_LENGTH),
  output: z.string().max(MAX_TEXT_LENGTH),
  system: z.string().max(MAX_TEXT_LENGTH),
  history: z.array(Turn).describe('The turns of the conversation before the instruction, oldest first.'),
  source: z
    .string()
    .max(1_000)
    .nullable()
    .describe('The source that the row names; null when it names none.'),
  user_id: z
    .string()
    .max(1_000)
    .nullable()
    .describe('The id that the row had in its file; null when it had none.'),
  metadata: Metadata,
  exact: ExactValues.optional(),
});
export type InstructionContent = z.infer<typeof InstructionContent>;

/** One instruction with its answer, as Kindred stores it. */
export const InstructionRecord = InstructionContent.extend({
  id: RecordId,
  corpus: CorpusName,
  text_hash: z
    .string()
    .regex(/^[0-9a-f]{32}$/)
    .describe('The first 128 bits of the SHA-256 of the embedded text. Records with equal texts share it.'),
  label: TaskLabel.nullable().describe(
    'The task that is asked for; null when no verb or noun was found and the encoder told none.',
  ),
  kind: KindLabel.optional().describe(
    'The kind of work that the encoder told. Absent when it has no kinds, or had none when the record was stored. A field ' +
      '`kind` that the row had itself is in `metadata`.',
  ),
  origin: RowOrigin.optional().describe(
    'The original form of the row in its file. Of rows that are equal in everything, that of the one ' +
      'stored first.',
  ),
});
export type InstructionRecord = z.infer<typeof InstructionRecord>;

/** A vector space: `task` puts the same kind of work together, `content` the same words and topic. */
export const SpaceName = z.enum(['task', 'content']);
export type SpaceName = z.infer<typeof SpaceName>;
