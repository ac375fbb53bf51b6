import { z } from 'zod';
import { MAX_TEXT_LENGTH } from '../record.ts';

const MAX_EMBEDDING_INPUTS = 100_000;

const Text = z.string().max(MAX_TEXT_LENGTH);

/** OpenAI's shape, so that existing clients work by a change of address and model. */
export const EmbeddingsRequest = z.object({
  model: z.enum(['kindred-task', 'kindred-content']),
  input: z.union([Text, z.array(Text).min(1).max(MAX_EMBEDDING_INPUTS)]),
  encoding_format: z.enum(['float', 'base64']).default('float'),
  dimensions: z.int().optional().describe('Only the encoder’s own number is accepted.'),
  user: z.string().optional(),
});
export type EmbeddingsRequest = z.infer<typeof EmbeddingsRequest>;

export const EmbeddingsResponse = z.object({
  object: z.literal('list'),
  model: z.string(),
  data: z.array(
    z.object({
      object: z.literal('embedding'),
      index: z.int(),
      embedding: z.union([z.array(z.number()), z.string()]),
    }),
  ),
  usage: z.object({ prompt_tokens: z.int(), total_tokens: z.int() }),
  truncated: z.int().describe('Texts longer than the encoder reads; only their beginning counts.'),
});
export type EmbeddingsResponse = z.infer<typeof EmbeddingsResponse>;
