import { Breath } from '../../runtime/event-loop-yield.ts';
import type { Report } from '../operation.ts';
import type { Pick } from './lazy-greedy.ts';

/** What long work tells, and what ends it. */
export interface Watch {
  readonly signal: AbortSignal;
  readonly report: Report;
}

/** The first `budget` picks. The rest is never computed. */
export async function collectPicks(
  picks: Iterable<Pick>,
  budget: number,
  { signal, report }: Watch,
): Promise<Pick[]> {
  const collected: Pick[] = [];
  if (budget === 0) return collected;
  const breath = new Breath(signal);
  for (const pick of picks) {
    collected.push(pick);
    if (collected.length === budget) break;
    if (!breath.isDue()) continue;
    report('selecting', collected.length, budget);
    await breath.take();
  }
  report('selecting', collected.length, budget);
  return collected;
}
