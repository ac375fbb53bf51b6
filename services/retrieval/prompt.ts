import type { PromptFormat } from '../../schemas/api/demonstrations.ts';
import type { Turn } from '../../schemas/record.ts';
import { embeddingText } from '../corpus/embedding-text.ts';

/** An instruction and its answer, with the turns before them. */
export interface Exchange {
  readonly history: readonly Turn[];
  readonly instruction: string;
  readonly input: string;
  /** The answer; null for the query, which the model should answer. */
  readonly output: string | null;
}

const ROLE_NAMES = { system: 'System', user: 'User', assistant: 'Assistant', tool: 'Tool' } as const;

/**
 * The prompt: the demonstrations, and after them the query without an answer. It is a list of messages for the format
 * `messages`, and a text otherwise.
 */
export function renderPrompt(
  demonstrations: readonly Exchange[],
  query: Exchange,
  format: PromptFormat,
): Turn[] | string {
  const exchanges = [...demonstrations, query];
  if (format === 'messages') return exchanges.flatMap(asMessages);
  return exchanges.map((exchange) => asText(exchange, format)).join('\n\n');
}

/** An exchange as it will stand in the prompt, so that its tokens can be counted. */
export function renderExchange(exchange: Exchange, format: PromptFormat): string {
  if (format !== 'messages') return asText(exchange, format);
  return asMessages(exchange)
    .map(({ content }) => content)
    .join('\n');
}

function asMessages(exchange: Exchange): Turn[] {
  const asked: Turn[] = [...exchange.history, { role: 'user', content: embeddingText(exchange) }];
  return exchange.output === null ? asked : [...asked, { role: 'assistant', content: exchange.output }];
}

function asText(exchange: Exchange, format: 'alpaca' | 'text'): string {
  const history = exchange.history.map(({ role, content }) => section(format, ROLE_NAMES[role], content));
  const parts = [...history, section(format, 'Instruction', exchange.instruction)];
  if (exchange.input !== '') parts.push(section(format, 'Input', exchange.input));
  parts.push(section(format, format === 'alpaca' ? 'Response' : 'Answer', exchange.output ?? ''));
  return parts.join(format === 'alpaca' ? '\n\n' : '\n');
}

function section(format: 'alpaca' | 'text', name: string, text: string): string {
  return format === 'alpaca' ? `### ${name}:\n${text}` : `${name}: ${text}`.trimEnd();
}
