import { KindredError } from '../../schemas/errors.ts';

/** The operations of a store that run: none starts on a closing one, and closing waits for those that do. */
export class Operations {
  readonly #running = new Set<Promise<unknown>>();
  #ended = false;

  /** Throws `store_unavailable` after `end`. */
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

  /** Resolves when the last one has ended, however. */
  async end(): Promise<void> {
    this.#ended = true;
    await Promise.allSettled(this.#running);
  }
}
