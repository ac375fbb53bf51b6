import { z } from 'zod';

/** What is used of a `tokenizer_config.json`, beside the special tokens. */
export const TokenizerConfig = z.looseObject({
  chat_template: z
    .union([z.string(), z.array(z.looseObject({ name: z.string(), template: z.string() }))])
    .nullish(),
});
export type TokenizerConfig = z.infer<typeof TokenizerConfig>;

/** The source of the chat template; of several the one named `default`. Null when there is none. */
export function templateOf({ chat_template: given }: TokenizerConfig): string | null {
  if (typeof given === 'string') return given;
  return given?.find(({ name }) => name === 'default')?.template ?? null;
}

/** The same of the text of a `tokenizer_config.json`; null also when it is none. */
export function templateIn(text: string): string | null {
  try {
    return templateOf(TokenizerConfig.parse(JSON.parse(text)));
  } catch {
    return null;
  }
}
