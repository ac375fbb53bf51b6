import type { DemonstrationsRequest, PromptFormat } from '../../schemas/api/demonstrations.ts';
import { KindredError } from '../../schemas/errors.ts';
import type { Turn } from '../../schemas/record.ts';
import { countAllTokens } from '../embedding/count-tokens.ts';
import type { Encoder } from '../embedding/port.ts';
import { at } from '../runtime/at.ts';
import type { ModelTokenizer, WrittenChat } from '../tokenizers/port.ts';
import { renderBeginning, renderExchange, renderPrompt, type Exchange, type PlainFormat } from './prompt.ts';

/** A finished prompt. */
export interface WrittenPrompt {
  readonly prompt: Turn[] | string;
  /** The tokens of the whole prompt; null when nothing counts them. */
  readonly tokens: number | null;
}

/** Writes prompts of one format, and counts their tokens. */
export interface PromptWriter {
  /** What a demonstration adds to the tokens of a prompt; null when the chat template does not take it. */
  tokensOf(demonstration: Exchange): Promise<number | null>;
  /** @throws KindredError `invalid_request` on `tokenizer` when its chat template does not take the prompt */
  write(demonstrations: readonly Exchange[], query: Exchange): Promise<WrittenPrompt>;
  /**
   * The beginning of a prompt with these demonstrations that is there whatever the query is.
   * @param demonstrations the first ones of the prompt
   */
  beginning(
    demonstrations: readonly Exchange[],
    query: Exchange,
    prompt: WrittenPrompt['prompt'],
  ): Promise<Turn[] | string>;
}

/**
 * The writer for a request.
 * @param tokenizer that of `request.tokenizer`; null when the encoder's counts
 * @throws KindredError `invalid_request` when a chat template is needed and the tokenizer has none
 */
export function promptWriter(
  { format, max_prompt_tokens: most }: Pick<DemonstrationsRequest, 'format' | 'max_prompt_tokens'>,
  tokenizer: ModelTokenizer | null,
  encoder: Pick<Encoder, 'countTokens'>,
): PromptWriter {
  if (tokenizer?.hasTemplate === true && (format === 'chat' || format === 'messages'))
    return chatWriter(format, tokenizer);
  const needsTemplate = format === 'chat' || (format === 'messages' && most !== undefined);
  if (!needsTemplate)
    return tokenizer === null ? encoderWriter(format, encoder) : plainWriter(format, tokenizer);
  const name = tokenizer?.name ?? '';
  const message = `tokenizer: ${name} has no chat template. Its folder needs a chat_template.jinja, or use the format text.`;
  throw new KindredError('invalid_request', message, { field: 'tokenizer' });
}

function encoderWriter(format: PlainFormat, encoder: Pick<Encoder, 'countTokens'>): PromptWriter {
  return {
    tokensOf: (demonstration) => countAllTokens([renderExchange(demonstration, format)], encoder),
    write: (demonstrations, query) =>
      Promise.resolve({ prompt: renderPrompt(demonstrations, query, format), tokens: null }),
    beginning: (demonstrations, query) => Promise.resolve(renderBeginning(demonstrations, query, format)),
  };
}

/** Counts a text as it stands. What a model makes of messages nobody knows without a template. */
function plainWriter(format: PlainFormat, tokenizer: ModelTokenizer): PromptWriter {
  const count = async (text: string): Promise<number> => at(await tokenizer.count([text]), 0);
  return {
    tokensOf: (demonstration) => {
      const text = renderExchange(demonstration, format);
      return count(format === 'messages' ? text : `${text}\n\n`);
    },
    write: async (demonstrations, query) => {
      const prompt = renderPrompt(demonstrations, query, format);
      return { prompt, tokens: typeof prompt === 'string' ? await count(prompt) : null };
    },
    beginning: (demonstrations, query) => Promise.resolve(renderBeginning(demonstrations, query, format)),
  };
}

/** The query before which a demonstration is counted: the same for all, so that a stable prefix does not depend on the query. */
const PROBE: Exchange = { system: '', history: [], instruction: 'a', input: '', output: null };

/** Counts by the chat template of the model, so that what it writes around each turn is counted too. */
function chatWriter(
  format: Extract<PromptFormat, 'chat' | 'messages'>,
  tokenizer: ModelTokenizer,
): PromptWriter {
  const turnsOf = (demonstrations: readonly Exchange[], query: Exchange): Turn[] =>
    renderMessages(demonstrations, query);
  const render = async (turns: readonly Turn[], answering = true): Promise<WrittenChat> =>
    at(await tokenizer.render([turns], answering), 0);
  let bare: Promise<WrittenChat> | undefined;
  return {
    tokensOf: async (demonstration) => {
      const alone = await (bare ??= render(turnsOf([], PROBE)));
      const shown = await render(turnsOf([demonstration], PROBE));
      return 'refused' in shown || 'refused' in alone ? null : shown.tokens - alone.tokens;
    },
    write: async (demonstrations, query) => {
      const turns = turnsOf(demonstrations, query);
      const rendered = await render(turns);
      if ('refused' in rendered) throw refusedBy(tokenizer.name, rendered.refused);
      return { prompt: format === 'chat' ? rendered.text : turns, tokens: rendered.tokens };
    },
    beginning: async (demonstrations, query, prompt) => {
      const turns = renderBeginning(demonstrations, query, 'messages');
      if (typeof turns === 'string' || typeof prompt !== 'string') return turns;
      const rendered = await render(turns, false);
      return 'refused' in rendered ? '' : commonBeginning(rendered.text, prompt);
    },
  };
}

function renderMessages(demonstrations: readonly Exchange[], query: Exchange): Turn[] {
  const turns = renderPrompt(demonstrations, query, 'messages');
  return typeof turns === 'string' ? [] : turns;
}

/** A template may end a conversation otherwise than it goes on with one. */
function commonBeginning(text: string, prompt: string): string {
  let length = 0;
  while (length < text.length && text[length] === prompt[length]) length += 1;
  return text.slice(0, length);
}

function refusedBy(name: string, reason: string): KindredError {
  const message = `tokenizer: the chat template of ${name} does not take this prompt: ${reason}`;
  return new KindredError('invalid_request', message, { field: 'tokenizer' });
}
