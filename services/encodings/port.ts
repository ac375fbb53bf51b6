import type { Encoder } from '../embedding/port.ts';
import type { DeletionSelector, RecordStore } from '../store/port.ts';

/**
 * An encoder and the store of the vectors that it made. Always used together: vectors of two encoders cannot be
 * compared.
 */
export interface Encoding {
  readonly encoder: Encoder;
  readonly store: RecordStore;
}

/**
 * The encodings of a service: the live one, which answers, and while corpora are embedded anew the next one, which is
 * being filled. A request or a job asks for an encoding once and uses it to its end.
 */
export interface Encodings {
  /** The encoding that answers requests now. */
  live(): Encoding;
  /** The encoding that is being filled; null when no next encoder is configured, or when it answers already. */
  next(): Encoding | null;
  /** The encoding that answered before a switch, until it is removed; null when there is none. */
  previous(): Encoding | null;
  /**
   * The encoding whose encoder has this id.
   * @throws KindredError `store_unavailable` when this process has no such encoder
   */
  named(spaceId: string): Encoding;
  /**
   * @throws KindredError `space_mismatch` when another process has switched to an encoder that this one does not have
   */
  assertKnown(): void;
  /**
   * Asks the store whether `encoding` is still the live one.
   * @throws KindredError `store_unavailable` when it is not: what was written into it has to be written again
   */
  assertLive(encoding: Encoding): Promise<void>;
  /** Makes the next encoding the live one, for every process. Does nothing when it is live already. */
  switchToNext(): Promise<void>;
  /** Deletes records from the next encoding alone. Does nothing when there is none. */
  deleteFromNext(selection: DeletionSelector): Promise<void>;
  /** Removes the previous encoding and its vectors. Does nothing when there is none. */
  removePrevious(): Promise<void>;
  close(): Promise<void>;
}
