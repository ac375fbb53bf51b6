import { z } from 'zod';
import { RowOrigin } from './layout.ts';

/** Longest text accepted in one field, in UTF-16 code units. */
export const MAX_TEXT_LENGTH = 1_000_000;

export const CorpusName = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/,
    'use 1 to 64 letters, digits, dots, dashes or underscores, starting with a letter or digit',
  )
  .describe('Name of a corpus.');

export const RecordId = z.uuid().describe('UUIDv5 of the corpus and everything the row carries.');

export const Turn = z.object({
  role: z.enum(['system', 'user', 'assistant', 'tool']),
  content: z.string().max(MAX_TEXT_LENGTH),
});
export type Turn = z.infer<typeof Turn>;

export const TaskLabel = z.object({
  name: z.string().max(200).describe('`verb|noun` in the manner of IEB, for example `rewrite|sentence`.'),
  confidence: z.number().min(0).max(1).describe('How sure the parser is, 0 to 1.'),
});
export type TaskLabel = z.infer<typeof TaskLabel>;

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
export const Metadata = z.record(z.string(), z.json()).describe('Every field the layout does not name.');
export type Metadata = Record<string, Json>;

/** What a row says, before a corpus is known: the one shape that every layout is read into. */
export const InstructionContent = z.object({
  instruction: z.string().min(1).max(MAX_TEXT_LENGTH),
  input: z.string().max(MAX_TEXT_LENGTH),
  output: z.string().max(MAX_TEXT_LENGTH),
  system: z.string().max(MAX_TEXT_LENGTH),
  history: z.array(Turn).describe('Turns before the instruction, oldest first.'),
  source: z.string().max(1_000).nullable().describe('Where the row came from, if it says so.'),
  user_id: z.string().max(1_000).nullable().describe('The id the row had in its file.'),
  metadata: Metadata,
});
export type InstructionContent = z.infer<typeof InstructionContent>;

/** One instruction with its demonstration, as Kindred keeps it. */
export const InstructionRecord = InstructionContent.extend({
  id: RecordId,
  corpus: CorpusName,
  text_hash: z
    .string()
    .regex(/^[0-9a-f]{32}$/)
    .describe('First 128 bits of the SHA-256 of the embedded text; equal texts share it.'),
  label: TaskLabel.nullable().describe('The task asked for; null when no verb or noun was found.'),
  origin: RowOrigin.optional().describe(
    'How the row lay in its file; of rows alike in all, the one stored first.',
  ),
});
export type InstructionRecord = z.infer<typeof InstructionRecord>;

/** A vector space: `task` puts the same kind of work together, `content` the same words and topic. */
export const SpaceName = z.enum(['task', 'content']);
export type SpaceName = z.infer<typeof SpaceName>;
