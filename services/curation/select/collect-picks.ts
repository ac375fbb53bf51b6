import { EventLoopYield } from '../../runtime/event-loop-yield.ts';
import type { ReportProgress } from '../operation.ts';
import type { Pick } from './lazy-greedy.ts';

/** How long work reports its progress, and the signal that ends it. */
export interface SelectionWatch {
  readonly signal: AbortSignal;
  readonly report: ReportProgress;
}

/**
 * The first `budget` picks; later ones are never computed.
 * @throws the signal's reason when aborted
 */
export async function collectPicks(
  picks: Iterable<Pick> | AsyncIterable<Pick>,
  budget: number,
  { signal, report }: SelectionWatch,
): Promise<Pick[]> {
  const collected: Pick[] = [];
  if (budget === 0) return collected;
  const eventLoop = new EventLoopYield(signal);
  for await (const pick of picks) {
    collected.push(pick);
    if (collected.length === budget) break;
    if (!eventLoop.isDue()) continue;
    report('selecting', collected.length, budget);
    await eventLoop.take();
  }
  report('selecting', collected.length, budget);
  return collected;
}
