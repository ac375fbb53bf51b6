/**
 * Keeps two jobs of one process from embedding the same text at the same time: the second waits until the first has
 * stored the vectors, and then finds them in the store.
 */
export class TextClaims {
  readonly #held = new Set<string>();
  readonly #waiting: (() => void)[] = [];

  /**
   * Runs `work` as soon as no other call that shares one of the `hashes` is running. All hashes of a call are claimed
   * at the same time, so that two calls cannot wait for each other.
   */
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
