import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Report } from '../operation.ts';
import type { Pick } from './lazy-greedy.ts';

/** What long work tells, and what ends it. */
export interface Watch {
  readonly signal: AbortSignal;
  readonly report: Report;
}

/** The process has other things to do: it gets a turn so often. */
const TURN_MS = 50;

/** The first `budget` picks. The rest is never computed. */
export async function collectPicks(
  picks: Iterable<Pick>,
  budget: number,
  { signal, report }: Watch,
): Promise<Pick[]> {
  const collected: Pick[] = [];
  if (budget === 0) return collected;
  let turnAt = performance.now() + TURN_MS;
  for (const pick of picks) {
    collected.push(pick);
    if (collected.length === budget) break;
    if (performance.now() < turnAt) continue;
    report('selecting', collected.length, budget);
    await nextTurn();
    signal.throwIfAborted();
    turnAt = performance.now() + TURN_MS;
  }
  report('selecting', collected.length, budget);
  return collected;
}
