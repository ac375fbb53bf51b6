import { EventLoopYield } from '../../runtime/event-loop-yield.ts';
import type { ReportProgress } from '../operation.ts';
import type { Pick } from './lazy-greedy.ts';

/** What long work tells, and what ends it. */
export interface SelectionWatch {
  readonly signal: AbortSignal;
  readonly report: ReportProgress;
}

/** The first `budget` picks. The rest is never computed. */
export async function collectPicks(
  picks: Iterable<Pick>,
  budget: number,
  { signal, report }: SelectionWatch,
): Promise<Pick[]> {
  const collected: Pick[] = [];
  if (budget === 0) return collected;
  const eventLoop = new EventLoopYield(signal);
  for (const pick of picks) {
    collected.push(pick);
    if (collected.length === budget) break;
    if (!eventLoop.isDue()) continue;
    report('selecting', collected.length, budget);
    await eventLoop.take();
  }
  report('selecting', collected.length, budget);
  return collected;
}
