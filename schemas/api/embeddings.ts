import { z } from 'zod';
import { MAX_TEXT_LENGTH } from '../record.ts';
import { TokenizerName } from './demonstrations.ts';

const MAX_EMBEDDING_INPUTS = 100_000;

/** The encoding that clients of OpenAI fall back to. */
export const TOKENIZER_OF_IDS = 'cl100k_base';
const MOST_TOKENS = 100_000;
const TokenIds = z.array(z.int().min(0).max(0x7fff_ffff)).max(MOST_TOKENS);

const Text = z.string().max(MAX_TEXT_LENGTH);

/** The shape of OpenAI's request, so that existing clients need to change only the address and the model. */
export const EmbeddingsRequest = z.object({
  model: z
    .enum(['kindred-task', 'kindred-content'])
    .describe(
      'The space: near in `kindred-task` is the same kind of work, in `kindred-content` the same words and topic.',
    ),
  input: z
    .union([
      Text,
      z.array(Text).min(1).max(MAX_EMBEDDING_INPUTS),
      TokenIds.min(1),
      z.array(TokenIds).min(1).max(MAX_EMBEDDING_INPUTS),
    ])
    .describe('A text, or texts. Token ids stand for the texts that `tokenizer` makes of them.'),
  tokenizer: TokenizerName.optional().describe(
    `Whose token ids \`input\` holds, by its name in the folder of the operator (KINDRED_TOKENIZERS). Default: \`${TOKENIZER_OF_IDS}\`, the encoding by which ` +
      'LangChain counts for models that it does not know. Of no use with texts.',
  ),
  encoding_format: z
    .enum(['float', 'base64'])
    .default('float')
    .describe('Vectors as numbers, or as base64 of little-endian 32-bit floats.'),
  dimensions: z.int().optional().describe('Only the number of dimensions that the encoder has is accepted.'),
  user: z.string().optional().describe('Accepted, and not looked at.'),
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
  truncated: z
    .int()
    .describe(
      'The number of texts that are longer than the encoder reads. Their vectors are those of their ' +
        'beginning.',
    ),
});
export type EmbeddingsResponse = z.infer<typeof EmbeddingsResponse>;
