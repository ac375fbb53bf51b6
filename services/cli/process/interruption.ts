import { Interrupted } from '../exit-codes.ts';

/** Signals within this time count as one: npm passes on a signal that the terminal has sent to the process already. */
const SAME_KEYPRESS_MS = 400;

export interface SignalSource {
  on(event: 'SIGINT' | 'SIGTERM', listener: () => void): unknown;
  off(event: 'SIGINT' | 'SIGTERM', listener: () => void): unknown;
  exit(code: number): void;
}

export interface Interruption {
  /** Aborted, with an `Interrupted`, by the first SIGINT or SIGTERM. */
  readonly signal: AbortSignal;
  stopListening(): void;
}

/**
 * Makes the first SIGINT or SIGTERM abort `signal`, so that everything can be closed. A second one ends the process.
 */
export function listenForInterruption(source: SignalSource, now: () => number = Date.now): Interruption {
  const controller = new AbortController();
  let first = 0;
  const listenerFor = (name: 'SIGINT' | 'SIGTERM') => () => {
    const interrupted = new Interrupted(name);
    if (!controller.signal.aborted) {
      first = now();
      controller.abort(interrupted);
    } else if (now() - first > SAME_KEYPRESS_MS) {
      source.exit(interrupted.exitCode);
    }
  };
  const onInterrupt = listenerFor('SIGINT');
  const onTerminate = listenerFor('SIGTERM');
  source.on('SIGINT', onInterrupt);
  source.on('SIGTERM', onTerminate);
  return {
    signal: controller.signal,
    stopListening: () => {
      source.off('SIGINT', onInterrupt);
      source.off('SIGTERM', onTerminate);
    },
  };
}
