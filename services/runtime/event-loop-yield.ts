import { setImmediate as nextTurn } from 'node:timers/promises';

/** Computing holds the event loop at most about so long, in milliseconds. */
const LONGEST_HOLD_MS = 25;

/** Lets others run during long computing, and ends it when its job is cancelled. */
export class EventLoopYield {
  #since = performance.now();
  readonly #signal: AbortSignal | undefined;

  constructor(signal?: AbortSignal) {
    this.#signal = signal;
  }

  isDue(): boolean {
    return performance.now() - this.#since > LONGEST_HOLD_MS;
  }

  /** @throws the reason of the signal once it is aborted */
  async take(): Promise<void> {
    await nextTurn();
    this.#signal?.throwIfAborted();
    this.#since = performance.now();
  }
}

/** Gives others a turn when it is time for it; rejects as `EventLoopYield.take` does. */
export type Pause = () => Promise<void>;

export function pauseFor(signal: AbortSignal): Pause {
  const eventLoop = new EventLoopYield(signal);
  return async () => {
    if (eventLoop.isDue()) await eventLoop.take();
  };
}
