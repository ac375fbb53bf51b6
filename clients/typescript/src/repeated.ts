import { pause } from './pause.ts';

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 3_000;

/**
 * What is known of a request that failed: it will always fail (`for good`), it did not reach the service or was turned
 * away at the door (`not begun`), or nobody can tell whether it was carried out (`unknown`).
 */
export type FailureKind = 'for good' | 'not begun' | 'unknown';

/** Why one attempt of a request failed, and whether another may be made. */
export class FailedAttempt extends Error {
  /** The error for whoever made the request. */
  readonly error: unknown;
  readonly kind: FailureKind;
  /** How long the service asks to wait (`Retry-After`), in milliseconds. */
  readonly retryAfterMs: number;

  constructor(error: unknown, kind: FailureKind, retryAfterMs = 0) {
    super('An attempt of a request failed.');
    this.error = error;
    this.kind = kind;
    this.retryAfterMs = retryAfterMs;
  }
}

/** Which failures may be followed by another attempt, and for how long. */
export interface Repetition {
  readonly after: ReadonlySet<FailureKind>;
  readonly forMs: number;
  readonly signal: AbortSignal;
}

/**
 * Makes attempts until one succeeds, with growing pauses between them.
 * @throws the error of the last attempt, once no other may be made or the time is over
 */
export async function repeated<T>(attempt: () => Promise<T>, repetition: Repetition): Promise<T> {
  const { after, forMs, signal } = repetition;
  const giveUp = performance.now() + forMs;
  for (let about = FIRST_PAUSE_MS; ; about = Math.min(about * 2, LONGEST_PAUSE_MS)) {
    try {
      return await attempt();
    } catch (failure) {
      if (!(failure instanceof FailedAttempt)) throw failure;
      // A random part keeps many clients from coming back at the same moment.
      const wait = Math.max(failure.retryAfterMs, about * (0.5 + Math.random() / 2));
      if (!after.has(failure.kind) || performance.now() + wait > giveUp) throw failure.error;
      await pause(wait, signal);
    }
  }
}
