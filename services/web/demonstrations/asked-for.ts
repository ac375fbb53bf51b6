import { type DemonstrationsRequest, PromptFormat, Strategy } from '../../../schemas/api/demonstrations.ts';
import type { z } from 'zod';

/** What is asked of the service: the fields of its request that the form has. */
export type DemonstrationsAsked = { readonly instruction: string } & Pick<
  z.input<typeof DemonstrationsRequest>,
  'input' | 'corpora' | 'k' | 'strategy' | 'min_fit' | 'max_tokens' | 'format'
>;

const MOST = 100;
/** The formats that the page offers: those that need no tokenizer. */
export const OfferedFormat = PromptFormat.exclude(['chat']);

/** The request that an address tells; null while it has no instruction. What cannot be read of it has its default. */
export function askedFor(told: Readonly<Record<string, string>>): DemonstrationsAsked | null {
  const instruction = told['instruction']?.trim() ?? '';
  if (instruction === '') return null;
  const corpora = (told['corpus'] ?? '').split(',').filter((name) => name !== '');
  const minFit = numberIn(told['min_fit'], 0, 1);
  const maxTokens = numberIn(told['max_tokens'], 1, 1_000_000);
  return {
    instruction,
    ...(told['input'] && { input: told['input'] }),
    ...(corpora.length > 0 && { corpora }),
    k: Math.round(numberIn(told['k'], 1, MOST) ?? 4),
    strategy: Strategy.safeParse(told['strategy']).data ?? 'balanced',
    ...(minFit !== null && { min_fit: minFit }),
    ...(maxTokens !== null && { max_tokens: Math.round(maxTokens) }),
    format: OfferedFormat.safeParse(told['format']).data ?? 'messages',
  };
}

function numberIn(text: string | undefined, least: number, most: number): number | null {
  if (text === undefined || text.trim() === '') return null;
  const value = Number(text);
  return value >= least && value <= most ? value : null;
}
