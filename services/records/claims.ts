/**
 * Keeps pieces of work of one process that need the same thing from running at the same time: the same text, so that the second
 * finds the vectors that the first has stored, or the same record.
 */
export class Claims {
  readonly #held = new Set<string>();
  readonly #waiting: (() => void)[] = [];

  /**
   * Runs `work` as soon as no other call that shares one of the `names` is running. All names of a call are claimed at the same
   * time, so that two calls cannot wait for each other.
   */
  async during<T>(names: readonly string[], work: () => Promise<T>): Promise<T> {
    while (names.some((name) => this.#held.has(name))) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    for (const name of names) this.#held.add(name);
    try {
      return await work();
    } finally {
      for (const name of names) this.#held.delete(name);
      for (const wake of this.#waiting.splice(0)) wake();
    }
  }
}
