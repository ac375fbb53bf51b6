import type { AuditedPair } from '../../../schemas/curation/duplicate-audit.ts';
import type { DropDecision, DropShown } from '../../../schemas/curation/duplicate-decisions.ts';
import { percent, score } from '../parts/told-in-words.ts';

/** A dropped row and the row that stands for it, as a card shows them. */
export interface Pair extends Pick<
  DropShown,
  | 'id'
  | 'duplicate_of'
  | 'reason'
  | 'content'
  | 'lexical'
  | 'chance'
  | 'source'
  | 'kept_source'
  | 'dropped'
  | 'kept'
> {
  readonly decision: DropDecision | null;
  /** Who decided and when; null while that is being kept. */
  readonly decided: { readonly by: string; readonly at: string } | null;
  /** Whether the row that stays is another one than it was dropped for, since a swap. */
  readonly isAfterSwap?: boolean;
}

export function pairOfDrop({ decision, ...drop }: DropShown): Pair {
  return { ...drop, decision: decision?.decision ?? null, decided: decision };
}

export function pairOfSample(pair: AuditedPair, decision: DropDecision | null): Pair {
  return { ...pair, chance: null, source: null, kept_source: null, decision, decided: null };
}

const TITLES = { exact: 'Exact copy', lexical: 'Near copy', paraphrase: 'Paraphrase' } as const;

export function reasonTitle({ reason }: Pick<Pair, 'reason'>): string {
  return TITLES[reason];
}

function likeness(content: number): string {
  if (content >= 0.97) return 'content all but the same';
  if (content >= 0.92) return 'content very alike';
  return content >= 0.85 ? 'content alike' : 'content somewhat alike';
}

/** Why a row was dropped, and how sure that is, in words with the scores. */
export function scoresInWords({ reason, content, lexical, chance }: Omit<Pair, 'id'>): string {
  if (reason === 'exact') return 'the same but for case, spaces and punctuation';
  return [
    ...(chance === null ? [] : [`${percent(chance)} likely to ask for the same, as the encoder reads it`]),
    `${likeness(content)} (${score(content)})`,
    `${percent(lexical)} of the letters shared`,
  ].join(' · ');
}

/** What becomes of the two rows of a pair. */
export function outcomeOf(decision: DropDecision | null): {
  readonly dropped: boolean;
  readonly kept: boolean;
} {
  return { dropped: decision === 'different' || decision === 'swap', kept: decision !== 'swap' };
}
