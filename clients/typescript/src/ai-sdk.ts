import type { z } from 'zod';
import type { DemonstrationsRequest } from '../../../schemas/api/demonstrations.ts';
import type { DemonstrationsResponse } from '../../../schemas/api/found-demonstrations.ts';
import type { Client } from './kindred-client.ts';

/** How demonstrations are inserted. */
export interface InsertionOptions {
  /** What a request for demonstrations takes, such as `corpora`, `k`, `min_fit` and `filter`. */
  readonly request?:
    | Omit<
        z.input<typeof DemonstrationsRequest>,
        'instruction' | 'input' | 'system' | 'history' | 'messages' | 'format'
      >
    | undefined;
  /** Called with what was found for each prompt, for example to log it. */
  readonly onFound?: ((found: DemonstrationsResponse) => void) | undefined;
}

/** The part of a prompt of the AI SDK that is looked at, the same in its provider specifications 2, 3 and 4. */
interface PromptMessage {
  readonly role: string;
  readonly content: unknown;
}

/** A middleware for `wrapLanguageModel` of the AI SDK. */
export interface DemonstrationsMiddleware {
  readonly specificationVersion: 'v3';
  readonly transformParams: <P extends { readonly prompt: readonly PromptMessage[] }>(call: {
    readonly params: P;
  }) => Promise<P>;
}

/**
 * A middleware of the AI SDK that inserts demonstrations into prompts: after what the model is told as a system, and before
 * the conversation, as turns of a user and an assistant. A prompt whose last turn has no text of a user stays as it is, and so does
 * one that nothing fits.
 * @throws what `client.demonstrations` throws, in the call of the model
 * @example
 * const model = wrapLanguageModel({
 *   model: yourModel,
 *   middleware: demonstrationsMiddleware(connect('http://127.0.0.1:4747'), { request: { corpora: ['house'], k: 4 } }),
 * });
 */
export function demonstrationsMiddleware(
  client: Pick<Client, 'demonstrations'>,
  { request, onFound }: InsertionOptions = {},
): DemonstrationsMiddleware {
  return {
    specificationVersion: 'v3',
    async transformParams({ params }) {
      const last = params.prompt.at(-1);
      const instruction = last?.role === 'user' ? textOf(last.content) : '';
      if (instruction.trim() === '') return params;
      const found = await client.demonstrations({ ...request, instruction, format: 'messages' });
      onFound?.(found);
      const inserted = found.demonstrations.length === 0 ? [] : turnsOf(found);
      const begin = params.prompt.findIndex(({ role }) => role !== 'system');
      const prompt = [...params.prompt.slice(0, begin), ...inserted, ...params.prompt.slice(begin)];
      return { ...params, prompt };
    },
  };
}

/** The turns of all demonstrations: the prompt without its last turn, which is the query. */
function turnsOf({ prompt }: DemonstrationsResponse): PromptMessage[] {
  if (typeof prompt === 'string') throw new TypeError('This is a bug: demonstrations came as one text.');
  return prompt
    .slice(0, -1)
    .filter(({ role }) => role === 'user' || role === 'assistant')
    .map(({ role, content }) => ({ role, content: [{ type: 'text', text: content }] }));
}

/** The text of a turn, whose content is a list of parts, of which some may be files. */
function textOf(content: unknown): string {
  if (!Array.isArray(content)) return typeof content === 'string' ? content : '';
  const texts = (content as readonly unknown[]).flatMap((part) =>
    typeof part === 'object' && part !== null && 'text' in part && typeof part.text === 'string'
      ? [part.text]
      : [],
  );
  return texts.join('\n');
}
