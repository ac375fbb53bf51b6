import { KindredError } from '../../schemas/errors.ts';

/** How many questions about whole corpora are answered at the same time while nobody asks anything else. */
const AT_ONCE = 2;
/** How many different ones of a key may wait, and of all keys together. */
const KEY_WAITING = 64;
const WAITING = 256;
/** How long one may wait before it is told to come again. A store that hangs is given up after five seconds. */
const LONGEST_WAIT_MS = 8_000;
/** Others count as asking until none of them has been under way for so long: one client sends its next request soon. */
const QUIET_MS = 100;
/**
 * While others ask, a pause follows each answer that is twice as long as the answer took, and no shorter or longer than
 * this. So those who ask about whole corpora have a third of the time at most, and always some of it.
 */
const PAUSE_TIMES = 2;
const SHORTEST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 500;

interface Question {
  /** The id of the key. */
  readonly asker: string;
  readonly about: string;
  /** How many requests wait for the answer. */
  askers: number;
  readonly answered: Promise<unknown>;
  /** Ends the waiting: answers the question now, or fails it. Does nothing when it waits no more. */
  readonly end: (refusal?: KindredError) => Promise<void>;
}

/**
 * The order in which questions about whole corpora are answered: one of a key at a time, the keys in turn, and behind the
 * other requests, which are small. Without it one client that asks about large corpora in a loop would slow down all others,
 * even when every answer is known: it has as many turns of the event loop as it sends requests.
 */
export class WholeCorpora {
  /** The questions of each key that wait; the key whose turn comes next is the first. */
  readonly #waiting = new Map<string, Question[]>();
  /** The keys that are being answered. */
  readonly #running = new Set<string>();
  /** How many other requests are under way, and when the last of them ended. */
  #others = 0;
  #lastOther = -Infinity;
  #waits = 0;
  #notBefore = 0;
  #immediate: NodeJS.Immediate | null = null;
  #timer: NodeJS.Timeout | undefined;
  readonly #longestWaitMs: number;

  constructor(longestWaitMs = LONGEST_WAIT_MS) {
    this.#longestWaitMs = longestWaitMs;
  }

  /** Does the work of another request. */
  async beside<T>(work: () => Promise<T>): Promise<T> {
    this.#others += 1;
    try {
      return await work();
    } finally {
      this.#others -= 1;
      this.#lastOther = performance.now();
    }
  }

  /**
   * Asks a question when it is its turn. Who asks the same while it waits has the same answer: it begins later than both
   * have asked, so neither gets one that is older than what they have written.
   * @param about the question. Of one key, equal ones have answers of one type
   * @param signal aborted when the client has gone: nobody need answer it then
   * @throws KindredError `too_much_at_once` when too many questions of the key wait, `store_unavailable` when too many of
   * all keys do, or this one has waited too long
   */
  async ask<T>(asker: string, about: string, signal: AbortSignal, answer: () => Promise<T>): Promise<T> {
    const own = this.#waiting.get(asker) ?? [];
    const equal = own.find((question) => question.about === about);
    const question = equal ?? this.#enqueue(asker, about, own, answer);
    question.askers += 1;
    const leave = (): void => {
      question.askers -= 1;
      if (question.askers === 0) void question.end(withoutAskers());
    };
    signal.addEventListener('abort', leave, { once: true });
    if (signal.aborted) leave();
    try {
      return (await question.answered) as T;
    } finally {
      signal.removeEventListener('abort', leave);
    }
  }

  #enqueue(asker: string, about: string, own: Question[], answer: () => Promise<unknown>): Question {
    if (own.length >= KEY_WAITING) throw tooManyOfKey();
    if (this.#waits >= WAITING) throw waitsTooLong();
    let end: Question['end'] = () => Promise.resolve();
    const answered = new Promise<unknown>((resolve, reject) => {
      end = async (refusal) => {
        clearTimeout(timer);
        if (!this.#remove(question)) return;
        if (refusal !== undefined) return reject(refusal);
        await answer().then(resolve, (cause: Error) => {
          reject(cause);
          if (cause instanceof KindredError && cause.code === 'store_unavailable') this.#refuseWaiting(cause);
        });
      };
    });
    const question: Question = { asker, about, askers: 0, answered, end };
    const timer = setTimeout(() => void end(waitsTooLong()), this.#longestWaitMs).unref();
    own.push(question);
    this.#waiting.set(asker, own);
    this.#waits += 1;
    this.#lookSoon();
    return question;
  }

  /** Fails all that wait: each of them would wait as long for the same store, one after the other. */
  #refuseWaiting(cause: KindredError): void {
    for (const questions of [...this.#waiting.values()]) {
      for (const question of [...questions]) void question.end(cause);
    }
  }

  /** Whether the question was still waiting. */
  #remove(question: Question): boolean {
    const own = this.#waiting.get(question.asker) ?? [];
    const place = own.indexOf(question);
    if (place === -1) return false;
    own.splice(place, 1);
    this.#waits -= 1;
    if (own.length === 0) this.#waiting.delete(question.asker);
    return true;
  }

  /** Looks whose turn it is once the event loop has done what else there is, such as to send an answer. */
  #lookSoon(): void {
    this.#immediate ??= setImmediate(() => {
      this.#immediate = null;
      this.#look();
    });
  }

  #look(): void {
    clearTimeout(this.#timer);
    const question = this.#next();
    if (question === undefined) return;
    const now = performance.now();
    const othersAsk = this.#others > 0 || now < this.#lastOther + QUIET_MS;
    if (this.#running.size >= (othersAsk ? 1 : AT_ONCE)) return;
    if (othersAsk && now < this.#notBefore) {
      this.#timer = setTimeout(() => this.#look(), this.#notBefore - now).unref();
      return;
    }
    void this.#answer(question);
    this.#lookSoon();
  }

  /** The oldest question of the first key that is not being answered. */
  #next(): Question | undefined {
    for (const [asker, [question]] of this.#waiting) if (!this.#running.has(asker)) return question;
    return undefined;
  }

  async #answer(question: Question): Promise<void> {
    const { asker } = question;
    const began = performance.now();
    this.#running.add(asker);
    const answering = question.end();
    this.#putLast(asker);
    await answering;
    this.#running.delete(asker);
    const now = performance.now();
    this.#notBefore =
      now + Math.min(LONGEST_PAUSE_MS, Math.max(SHORTEST_PAUSE_MS, PAUSE_TIMES * (now - began)));
    this.#lookSoon();
  }

  #putLast(asker: string): void {
    const own = this.#waiting.get(asker);
    if (own === undefined) return;
    this.#waiting.delete(asker);
    this.#waiting.set(asker, own);
  }
}

function tooManyOfKey(): KindredError {
  return new KindredError(
    'too_much_at_once',
    `${KEY_WAITING} questions about whole corpora wait for their turn, as many as one asker may have. Wait until some are ` +
      'answered.',
  );
}

function waitsTooLong(): KindredError {
  return new KindredError(
    'store_unavailable',
    'Too many questions about whole corpora wait for their turn. Ask again in a moment.',
  );
}

function withoutAskers(): KindredError {
  return new KindredError('cancelled', 'Nobody waits for the answer any more.');
}
