import { KindredError } from '../../schemas/errors.ts';

/** How many questions that take long are worked on at the same time. */
const AT_ONCE = 2;
/** How many different ones may wait for their turn. */
const WAITING = 64;

/**
 * Joins equal questions. One that comes while an equal one is being answered does not take that answer, which may be older
 * than what the asker has written since: all that come meanwhile take the next answer.
 */
export class JoinedQuestions {
  /** The questions that have not begun to be answered, and those that have. */
  readonly #coming = new Map<string, Promise<unknown>>();
  readonly #running = new Map<string, Promise<unknown>>();
  readonly #turns: (() => void)[] = [];
  #taken = 0;

  /** Asks a question. Equal ones have equal keys and give answers of one type. */
  ask<T>(key: string, answer: () => Promise<T>): Promise<T> {
    const coming = this.#coming.get(key);
    if (coming !== undefined) return coming as Promise<T>;
    const asked = this.#afterRunning(key, answer);
    this.#coming.set(key, asked);
    return asked;
  }

  /**
   * Asks a question that takes long, when it is its turn.
   * @throws KindredError `store_unavailable` when too many others wait
   */
  askInTurn<T>(key: string, answer: () => Promise<T>): Promise<T> {
    return this.ask(key, () => this.#inTurn(answer));
  }

  async #afterRunning<T>(key: string, answer: () => Promise<T>): Promise<T> {
    // One step later in any case, so that `coming` holds the question before it begins.
    await (this.#running.get(key) ?? Promise.resolve()).catch(() => undefined);
    this.#coming.delete(key);
    const running = answer();
    this.#running.set(key, running);
    try {
      return await running;
    } finally {
      if (this.#running.get(key) === running) this.#running.delete(key);
    }
  }

  async #inTurn<T>(answer: () => Promise<T>): Promise<T> {
    if (this.#taken < AT_ONCE) this.#taken += 1;
    else if (this.#turns.length >= WAITING) throw tooMany();
    else await new Promise<void>((resolve) => this.#turns.push(resolve));
    try {
      return await answer();
    } finally {
      const next = this.#turns.shift();
      // Whoever waits takes over the place.
      if (next === undefined) this.#taken -= 1;
      else next();
    }
  }
}

function tooMany(): KindredError {
  return new KindredError(
    'store_unavailable',
    'Too many questions about whole corpora wait for their answer. Ask again in a moment.',
  );
}
