import type { DropDecision, DropsQuery } from '../../../schemas/curation/duplicate-decisions.ts';

export type Told = Readonly<Record<string, string>>;

/** What is shown of a run: its drops, a sample of them to judge, or its conflicts. */
export const MODES = ['', 'sample', 'conflicts'] as const;
export type Mode = (typeof MODES)[number];

export function modeOf({ show = '' }: Told): Mode {
  return MODES.find((one) => one === show) ?? '';
}

const REASONS = ['exact', 'lexical', 'paraphrase'] as const;
const DECISIONS: readonly (DropDecision | 'open')[] = ['open', 'same', 'different', 'swap'];

/** Which drops the address asks for. What it does not know is left out. */
export function dropsAskedFor(told: Told): Partial<DropsQuery> {
  const reason = REASONS.find((one) => one === told['reason']);
  const decision = DECISIONS.find((one) => one === told['decision']);
  const threshold = Number(told['threshold'] ?? '');
  return {
    ...(told['source'] && { source: told['source'] }),
    ...(reason && { reason }),
    ...(decision && { decision }),
    ...(told['order'] === 'surest' && { order: 'surest' }),
    ...(threshold > 0 && threshold <= 1 && { threshold }),
  };
}
