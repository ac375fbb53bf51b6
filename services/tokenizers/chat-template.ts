import { Template } from '@huggingface/jinja';
import { z } from 'zod';
import type { Turn } from '../../schemas/record.ts';
import { templateOf, TokenizerConfig } from './template-of-config.ts';

/** The longest template in characters; those of models have up to twenty thousand. */
const LONGEST_TEMPLATE = 256 * 1_024;
/** The longest text that a template may make, in characters; no model reads as much. */
const LONGEST_TEXT = 16 * 1_024 ** 2;

const SPECIAL_TOKENS = ['bos', 'eos', 'unk', 'sep', 'pad', 'cls', 'mask'].map((name) => `${name}_token`);
const Token = z.union([z.string(), z.looseObject({ content: z.string() })]);
/** Makes the text of a conversation. It throws what the template raises. */
export type ModelTemplate = (turns: readonly Turn[], answering: boolean) => string;

/**
 * The chat template of a model, run as `apply_chat_template` of the Python package `transformers` runs it: the messages, whether
 * an answer is to follow, and the special tokens by their names. Of several templates it is the one named `default`.
 * @param config the parsed `tokenizer_config.json`
 * @param file the text of `chat_template.jinja`, which stands before a template in `config`; null without one
 * @returns null when there is no template
 * @throws Error that says why, when it is no template
 */
export function openChatTemplate(config: object, file: string | null): ModelTemplate | null {
  const read = TokenizerConfig.parse(config);
  const source = file ?? templateOf(read);
  if (source === null) return null;
  if (source.length > LONGEST_TEMPLATE) {
    throw new Error(
      `its chat template has ${source.length} characters; at most ${LONGEST_TEMPLATE} are read`,
    );
  }
  const template = new Template(source);
  const tokens = specialTokens(read);
  return (turns, answering) => {
    const messages = turns.map(({ role, content }) => ({ role, content }));
    const text = template.render({
      ...tokens,
      messages,
      tools: null,
      documents: null,
      add_generation_prompt: answering,
    });
    if (text.length > LONGEST_TEXT) {
      throw new Error(`the text has ${text.length} characters, more than ${LONGEST_TEXT}`);
    }
    return text;
  };
}

/** By the names that templates have for them. */
function specialTokens(config: TokenizerConfig): Record<string, string> {
  const named = SPECIAL_TOKENS.flatMap((name) => {
    const { data: token } = Token.safeParse(config[name]);
    if (token === undefined) return [];
    return [[name, typeof token === 'string' ? token : token.content] as const];
  });
  return Object.fromEntries(named);
}
