import { KindredError } from '../../../schemas/errors.ts';

/** For each byte that is read, this many may be scanned again. */
const TIMES = 2;
/** This many bytes may be scanned again in any case. */
const ALWAYS_ALLOWED_BYTES = 16 * 1024 * 1024;

/**
 * Limits how many bytes of a file are scanned again. After a missing bracket or quote the rows that follow have to be
 * scanned again. In a file with that fault in every row, each row would be scanned with all rows before it, for days.
 */
export class RescanBudget {
  #left = ALWAYS_ALLOWED_BYTES;
  readonly #what: string;

  /** @param what is missing in the rows, for the message */
  constructor(what: string) {
    this.#what = what;
  }

  /** Counts bytes that are read for the first time. */
  read(bytes: number): void {
    this.#left += TIMES * bytes;
  }

  /**
   * Counts bytes that are scanned again.
   * @throws KindredError `unsupported_format` when they have become too many
   */
  spend(bytes: number): void {
    this.#left -= bytes;
    if (this.#left >= 0) return;
    throw new KindredError(
      'unsupported_format',
      `So many rows lack ${this.#what} that the rest cannot be told apart: write the file again, or as JSONL.`,
      { field: 'format' },
    );
  }
}
