import type { PromptFormat } from '../../schemas/api/demonstrations.ts';
import type { Turn } from '../../schemas/record.ts';
import { embeddingText } from '../corpus/embedding-text.ts';

/** The formats that need no tokenizer. */
export type PlainFormat = Exclude<PromptFormat, 'chat'>;

/** An instruction and its answer, with what was said before them. */
export interface Exchange {
  /** What the answerer was told to be or to heed; empty when nothing was. */
  readonly system: string;
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
  format: PlainFormat,
): Turn[] | string {
  if (format === 'messages') {
    const system: Turn[] = query.system === '' ? [] : [{ role: 'system', content: query.system }];
    return [...system, ...demonstrations.flatMap(asMessages), ...asMessages({ ...query, system: '' })];
  }
  const exchanges = [...demonstrations, query];
  return exchanges.map((exchange) => asText(exchange, format)).join('\n\n');
}

/**
 * The beginning of a prompt with these demonstrations, as `renderPrompt` makes it with others behind them: its turns, or its text
 * with the line breaks after it.
 */
export function renderBeginning(
  demonstrations: readonly Exchange[],
  query: Exchange,
  format: PlainFormat,
): Turn[] | string {
  if (format !== 'messages') {
    return demonstrations.map((exchange) => `${asText(exchange, format)}\n\n`).join('');
  }
  const system: Turn[] = query.system === '' ? [] : [{ role: 'system', content: query.system }];
  return [...system, ...demonstrations.flatMap(asMessages)];
}

/** An exchange as it will stand in the prompt, so that its tokens can be counted. */
export function renderExchange(exchange: Exchange, format: PlainFormat): string {
  if (format !== 'messages') return asText(exchange, format);
  return asMessages(exchange)
    .map(({ content }) => content)
    .join('\n');
}

/**
 * The turns of an exchange. Its system text stands before its first turn of a user, because many models take a system message at
 * the beginning of a prompt alone, and that is the place of the query's own.
 */
function asMessages(exchange: Exchange): Turn[] {
  const turns: Turn[] = [...exchange.history, { role: 'user', content: embeddingText(exchange) }];
  const first = turns.findIndex(({ role }) => role === 'user');
  const asked = turns.map((turn, place) =>
    place === first && exchange.system !== ''
      ? { ...turn, content: `${exchange.system}\n\n${turn.content}` }
      : turn,
  );
  return exchange.output === null ? asked : [...asked, { role: 'assistant', content: exchange.output }];
}

function asText(exchange: Exchange, format: 'alpaca' | 'text'): string {
  const before = exchange.system === '' ? [] : [{ role: 'system' as const, content: exchange.system }];
  const said = [...before, ...exchange.history].map(({ role, content }) =>
    section(format, ROLE_NAMES[role], content),
  );
  const parts = [...said, section(format, 'Instruction', exchange.instruction)];
  if (exchange.input !== '') parts.push(section(format, 'Input', exchange.input));
  parts.push(section(format, format === 'alpaca' ? 'Response' : 'Answer', exchange.output ?? ''));
  return parts.join(format === 'alpaca' ? '\n\n' : '\n');
}

function section(format: 'alpaca' | 'text', name: string, text: string): string {
  return format === 'alpaca' ? `### ${name}:\n${text}` : `${name}: ${text}`.trimEnd();
}
