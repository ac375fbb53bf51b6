import { setImmediate as nextTurn } from 'node:timers/promises';

/** Computing holds the event loop at most about so long, in milliseconds. */
const LONGEST_HOLD_MS = 25;

/** Gives others a turn when it is time for it. Rejects with the reason of the job's signal once that is aborted. */
export type Pause = () => Promise<void>;

export function pauseFor(signal: AbortSignal): Pause {
  let since = performance.now();
  return async () => {
    if (performance.now() - since < LONGEST_HOLD_MS) return;
    await nextTurn();
    signal.throwIfAborted();
    since = performance.now();
  };
}
