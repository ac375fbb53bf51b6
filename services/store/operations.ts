import { KindredError } from '../../schemas/errors.ts';

/** Keeps account of the running operations of a store: closing waits for them, and none starts afterwards. */
export class Operations {
  readonly #running = new Set<Promise<unknown>>();
  #ended = false;

  /**
   * Runs an operation and gives its result.
   * @throws KindredError `store_unavailable` when the store has been closed
   */
  async run<T>(operation: () => T | Promise<T>): Promise<T> {
    if (this.#ended) throw new KindredError('store_unavailable', 'The record store is closed.');
    const running = Promise.resolve().then(operation);
    this.#running.add(running);
    try {
      return await running;
    } finally {
      this.#running.delete(running);
    }
  }

  /** Lets no operation start from now on, and resolves when the last one has ended, whether it failed or not. */
  async end(): Promise<void> {
    this.#ended = true;
    await Promise.allSettled(this.#running);
  }
}
