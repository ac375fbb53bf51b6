import type { Worker } from 'node:worker_threads';
import { KindredError } from '../../schemas/errors.ts';
import type { Nearest } from './best-rows.ts';
import type { BestKeys, Matches, MatchesRequest, NearestRequest } from './search-messages.ts';
import type { Question, SearchReply, SearchRequest, SharedRequest } from './search-messages.ts';

interface Waiting {
  readonly resolve: (result: Nearest & Matches & BestKeys) => void;
  readonly reject: (error: KindredError) => void;
}

/** The caller's side of a search thread that is ready: sends it questions, which it answers one after the other. */
export class AskedThread {
  readonly #worker: Worker;
  readonly #waiting: Waiting[] = [];
  #ended: KindredError | null = null;

  constructor(worker: Worker) {
    this.#worker = worker;
    worker.on('message', (reply: SearchReply) => this.#receive(reply));
    worker.on('error', (error) => this.#end(error.message));
    worker.on('exit', (code) => this.#end(`it ended with code ${code}`));
    if (worker.threadId === -1) this.#end('it ended right after its start');
  }

  /** @throws KindredError `internal` when the question fails, or when the thread has ended */
  ask(request: NearestRequest): Promise<Nearest>;
  ask(request: SharedRequest): Promise<BestKeys>;
  ask(request: MatchesRequest): Promise<Matches>;
  ask(request: Question): Promise<Nearest | Matches | BestKeys> {
    return new Promise<Nearest & Matches & BestKeys>((resolve, reject) => {
      if (this.#ended !== null) return reject(this.#ended);
      this.#waiting.push({ resolve, reject });
      this.#worker.postMessage(request satisfies SearchRequest);
    });
  }

  /** Ends the thread once it has answered all questions. */
  async end(): Promise<void> {
    if (this.#ended !== null) return;
    const exited = new Promise<void>((resolve) => this.#worker.once('exit', () => resolve()));
    this.#worker.postMessage({ kind: 'close' } satisfies SearchRequest);
    await exited;
  }

  #receive(reply: SearchReply): void {
    const waiting = this.#waiting.shift();
    if ('result' in reply) waiting?.resolve(reply.result as Nearest & Matches & BestKeys);
    else if (reply.kind !== 'ready') waiting?.reject(ended(reply.reason));
  }

  #end(reason: string): void {
    this.#ended ??= ended(reason);
    for (const { reject } of this.#waiting.splice(0)) reject(this.#ended);
  }
}

function ended(reason: string): KindredError {
  return new KindredError('internal', `The thread that compares vectors failed: ${reason}.`);
}
