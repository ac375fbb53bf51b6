import type { Worker } from 'node:worker_threads';
import { KindredError } from '../../schemas/errors.ts';
import { startThread } from '../runtime/start-thread.ts';
import type {
  ResultOf,
  TokenizerReply,
  TokenizerRequest,
  TokenizerResult,
  TokenizerWork,
} from './thread-messages.ts';

/** The most memory of the thread: four tokenizers of 256,000 tokens fit, and a template that builds a huge text ends it. */
const MEMORY = { maxOldGenerationSizeMb: 2_048 };

/** A folder and what is asked of its tokenizer. */
interface Question<Work extends TokenizerWork> {
  readonly name: string;
  readonly directory: string;
  readonly work: Work;
}
interface Asked extends Question<TokenizerWork> {
  readonly id: number;
  readonly resolve: (result: TokenizerResult) => void;
  readonly reject: (error: KindredError) => void;
}

/**
 * The thread of tokenizers. It is started when it is first asked, answers one question after the other, and is ended, with an error
 * for the question that it has, when one takes longer than `limitMs`; the next question starts another one.
 */
export class TokenizerHost {
  readonly #limitMs: number;
  readonly #waiting: Asked[] = [];
  #worker: Worker | null = null;
  #current: Asked | null = null;
  #timer: NodeJS.Timeout | undefined;
  #nextId = 0;
  #isClosed = false;

  constructor(limitMs: number) {
    this.#limitMs = limitMs;
  }

  /** @throws KindredError `tokenizer_unavailable` when the tokenizer cannot answer, takes too long, or the host is closed */
  async ask<Work extends TokenizerWork>(question: Question<Work>): Promise<ResultOf<Work>> {
    const result = await new Promise<TokenizerResult>((resolve, reject) => {
      if (this.#isClosed) return reject(unavailable(question.name, 'the service stops'));
      this.#waiting.push({ ...question, id: this.#nextId++, resolve, reject });
      this.#next();
    });
    return result as ResultOf<Work>;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    const worker = this.#worker;
    this.#fail('the service stops');
    for (const { name, reject } of this.#waiting.splice(0)) reject(unavailable(name, 'the service stops'));
    await worker?.terminate();
  }

  #next(): void {
    if (this.#current !== null) return;
    const asked = this.#waiting.shift();
    if (asked === undefined) return void this.#worker?.unref();
    this.#current = asked;
    const worker = (this.#worker ??= this.#start());
    worker.ref();
    const { id, directory, work } = asked;
    worker.postMessage({ id, directory, work } satisfies TokenizerRequest);
  }

  #start(): Worker {
    const worker = startThread('tokenizer-thread', import.meta.url, null, [], MEMORY);
    worker.on('message', (reply: TokenizerReply) => this.#receive(worker, reply));
    worker.on('error', (error) => this.#bury(worker, error.message));
    worker.on('exit', (code) => this.#bury(worker, `its thread ended with code ${code}`));
    return worker;
  }

  #receive(worker: Worker, reply: TokenizerReply): void {
    const asked = this.#current;
    if (worker !== this.#worker || asked?.id !== reply.id) return;
    if ('began' in reply) {
      const tooLong = `it was not done within ${this.#limitMs / 1_000} s. Ask for shorter texts`;
      this.#timer = setTimeout(() => this.#fail(tooLong), this.#limitMs);
      return;
    }
    this.#settle();
    if ('failed' in reply) asked.reject(unavailable(asked.name, reply.failed));
    else asked.resolve(reply.result);
    this.#next();
  }

  #bury(worker: Worker, reason: string): void {
    if (worker === this.#worker) this.#fail(reason);
  }

  /** Ends the thread, and answers the question that it has. */
  #fail(reason: string): void {
    const asked = this.#current;
    this.#settle();
    void this.#worker?.terminate();
    this.#worker = null;
    asked?.reject(unavailable(asked.name, reason));
    this.#next();
  }

  #settle(): void {
    clearTimeout(this.#timer);
    this.#current = null;
  }
}

function unavailable(name: string, reason: string): KindredError {
  return new KindredError('tokenizer_unavailable', `The tokenizer ${name} cannot be used: ${reason}.`);
}
