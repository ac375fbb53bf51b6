import { KindredError } from '../../../schemas/errors.ts';

/** How many times the bytes of a file may be looked at again, and how many bytes in any case. */
const TIMES = 2;
const ALWAYS_ALLOWED_BYTES = 16 * 1024 * 1024;

/**
 * A bracket or quote that is missing swallows rows, which are scanned again. In a file made of such faults every line
 * would be scanned again with all that follow, for days.
 */
export class RescanBudget {
  #left = ALWAYS_ALLOWED_BYTES;
  readonly #what: string;

  constructor(what: string) {
    this.#what = what;
  }

  read(bytes: number): void {
    this.#left += TIMES * bytes;
  }

  /** Throws `unsupported_format` when there were too many faults. */
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
