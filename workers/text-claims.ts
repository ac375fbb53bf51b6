/**
 * Keeps jobs of one process from embedding the same text side by side: whoever comes second waits until the
 * first has stored its vectors, and finds them there.
 */
export class TextClaims {
  readonly #held = new Set<string>();
  readonly #waiting: (() => void)[] = [];

  /** Runs `work` while no other one with any of the `hashes` runs. All are claimed at once: nobody can deadlock. */
  async during<T>(hashes: readonly string[], work: () => Promise<T>): Promise<T> {
    while (hashes.some((hash) => this.#held.has(hash))) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    for (const hash of hashes) this.#held.add(hash);
    try {
      return await work();
    } finally {
      for (const hash of hashes) this.#held.delete(hash);
      for (const wake of this.#waiting.splice(0)) wake();
    }
  }
}
