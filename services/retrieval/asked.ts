import type { ManyDemonstrationsRequest } from '../../schemas/api/demonstrations.ts';
import type { Turn } from '../../schemas/record.ts';
import { at } from '../runtime/at.ts';

type Query = ManyDemonstrationsRequest['queries'][number];

/** What is asked, as records have it. */
export interface AskedQuery {
  readonly instruction: string;
  readonly input: string;
  readonly system: string;
  readonly history: readonly Turn[];
}

/**
 * What a query asks. The last turn of a conversation is the instruction; system turns at its beginning are its system text, behind
 * one that is given beside it; what stands between follows the history that is given beside it.
 */
export function askedOf({ instruction, input, system, history, messages }: Query): AskedQuery {
  if (messages === undefined) return { instruction: instruction ?? '', input, system, history };
  const isTold = ({ role }: Turn): boolean => role === 'system';
  const begin = messages.findIndex((turn) => !isTold(turn));
  const told = messages.slice(0, begin).map(({ content }) => content);
  return {
    instruction: at(messages, messages.length - 1).content.trim(),
    input,
    system: [system, ...told].filter((text) => text !== '').join('\n\n'),
    history: [...history, ...messages.slice(begin, -1)],
  };
}
