import { z } from 'zod';
import { TokenizerName } from './demonstrations.ts';

/** What `tokenizer` of a request for demonstrations may name. */
export const TokenizerList = z.object({
  tokenizers: z
    .array(
      z.object({
        name: TokenizerName,
        has_template: z.boolean().describe('Whether it has a chat template, which the format `chat` needs.'),
      }),
    )
    .describe('Sorted by name; empty when the operator has configured none (KINDRED_TOKENIZERS).'),
});
export type TokenizerList = z.infer<typeof TokenizerList>;
