import { setImmediate as nextTurn } from 'node:timers/promises';

/** Long computing lets the event loop run about this often, in milliseconds. */
const LONGEST_HOLD_MS = 25;

/** Lets the event loop run during long computing, and ends the computing when its signal is aborted. */
export class EventLoopYield {
  #since = performance.now();
  readonly #signal: AbortSignal | undefined;

  constructor(signal?: AbortSignal) {
    this.#signal = signal;
  }

  /** Whether the event loop has not run for so long that it should. */
  isDue(): boolean {
    return performance.now() - this.#since > LONGEST_HOLD_MS;
  }

  /**
   * Lets the event loop run.
   * @throws the reason of the signal when it is aborted
   */
  async take(): Promise<void> {
    await nextTurn();
    this.#signal?.throwIfAborted();
    this.#since = performance.now();
  }
}

/**
 * Lets the event loop run when that is due. To be called often during long computing.
 * @throws the reason of the signal when it is aborted
 */
export type Pause = () => Promise<void>;

/** Makes a `Pause` for work that this signal ends. */
export function pauseFor(signal: AbortSignal): Pause {
  const eventLoop = new EventLoopYield(signal);
  return async () => {
    if (eventLoop.isDue()) await eventLoop.take();
  };
}
