import type { Encoder } from '../embedding/port.ts';
import type { RecordStore } from '../store/port.ts';

/**
 * An encoder and the store of the vectors that it makes. They must be used together, because vectors of different encoders
 * cannot be compared.
 */
export interface Encoding {
  readonly encoder: Encoder;
  readonly store: RecordStore;
}

/**
 * The encodings of a service: the one that answers and, while the corpora are embedded anew, the one that is filled. A
 * request or a job asks once for an encoding and uses that one to its end.
 */
export interface Encodings {
  /** The encoding that answers now. */
  live(): Encoding;
  /** The encoding that is being filled; null when no other encoder is configured, or when that one answers already. */
  next(): Encoding | null;
  /** The encoding that answered before the last move, until it is removed; null when there is none. */
  previous(): Encoding | null;
  /**
   * The encoding whose encoder has this space id.
   * @throws KindredError `store_unavailable` when this process has no such encoder
   */
  named(spaceId: string): Encoding;
  /** @throws KindredError `space_mismatch` when an encoding answers now whose encoder this process does not have */
  assertKnown(): void;
  /**
   * Looks whether `space` still answers.
   * @throws KindredError `store_unavailable` when it does not: what was written has to be written again
   */
  assertLive(space: Encoding): Promise<void>;
  /** Lets the next encoding answer, for every process. It does nothing when there is none. */
  switchToNext(): Promise<void>;
  /** Removes the encoding that answered before, with all its vectors. It does nothing when there is none. */
  removePrevious(): Promise<void>;
  close(): Promise<void>;
}
