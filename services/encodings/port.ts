import type { Encoder } from '../embedding/port.ts';
import type { RecordStore } from '../store/port.ts';

/** An encoder and the store of the vectors it makes: used together, or vectors of different spaces are compared. */
export interface Encoding {
  readonly encoder: Encoder;
  readonly store: RecordStore;
}

/**
 * The spaces of a service: the one that answers, and while its corpora are embedded anew the one that is filled. Take a
 * space once a request, or a job, and use it to the end.
 */
export interface Encodings {
  /** What answers now. */
  live(): Encoding;
  /** What is being filled; null without another encoder, or when that one answers already. */
  next(): Encoding | null;
  /** What answered before, until it is removed; null when there is none. */
  previous(): Encoding | null;
  /** The space that an encoder of this id makes. Throws `store_unavailable` when this process has no such encoder. */
  named(spaceId: string): Encoding;
  /** Throws `space_mismatch` when another process made a space answer that this one has no encoder for. */
  assertKnown(): void;
  /** Looks now, and throws `store_unavailable` when `space` does not answer any more: what was written is to be repeated. */
  assertLive(space: Encoding): Promise<void>;
  /** Makes the next space answer, for every process; harmless when it does. */
  switchToNext(): Promise<void>;
  /** Removes what answered before, with its vectors; harmless when there is none. */
  removePrevious(): Promise<void>;
  close(): Promise<void>;
}
