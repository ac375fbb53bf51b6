import type { Worker } from 'node:worker_threads';
import { KindredError } from '../../schemas/errors.ts';
import { at } from '../runtime/at.ts';
import type { ThreadReply, ThreadRequest, ThreadResult, ThreadWork } from './thread-messages.ts';

/** The runs of one call. It is settled when all of them are done, with the first error, or when it is cancelled. */
interface Job {
  readonly results: ThreadResult[];
  unfinished: number;
  settled: boolean;
  readonly finish: (error?: KindredError) => void;
}

/** One run of the graph that is wanted. */
interface Ticket {
  readonly job: Job;
  readonly index: number;
  readonly work: ThreadWork;
  readonly urgent: boolean;
  /** Whether a thread died that had it. It is then computed once more, alone, so that it takes no other with it. */
  isSuspect: boolean;
}

/** The place of a thread, with the runs that were sent to it and are not answered, by the id of the request. */
interface Slot {
  /** Null while a thread is started in place of one that died. */
  worker: Worker | null;
  readonly tickets: Map<number, Ticket>;
  /** How many threads have died here since one of them last answered. */
  deaths: number;
  restart: NodeJS.Timeout | undefined;
}

/** What computing a piece of work gives. */
type ResultOf<Work extends ThreadWork> = Extract<ThreadResult, { kind: Work['kind'] }>;

/** How many bulk runs a thread holds: while it computes one, the next is there, so it never waits for the main thread. */
const RUNS_AHEAD = 2;
/** A thread that died is replaced at once, the next one in the same place after this pause, and so on, twice as long each time. */
const RESTART_PAUSE_MS = 500;
const LONGEST_RESTART_PAUSE_MS = 10_000;

/** Distributes runs of the graph over encoder threads, and starts a new thread in place of one that died. */
export class EncoderPool {
  readonly #slots: readonly Slot[];
  readonly #startThread: () => Promise<Worker>;
  readonly #suspects: Ticket[] = [];
  readonly #urgent: Ticket[] = [];
  readonly #bulk: Ticket[] = [];
  #nextId = 0;
  #ended: KindredError | undefined;

  /**
   * @param workers threads that are ready
   * @param startThread starts another one, and resolves when it is ready
   */
  constructor(workers: readonly Worker[], startThread: () => Promise<Worker>) {
    this.#startThread = startThread;
    this.#slots = workers.map(() => ({
      worker: null,
      tickets: new Map<number, Ticket>(),
      deaths: 0,
      restart: undefined,
    }));
    this.#slots.forEach((slot, index) => this.#adopt(slot, at(workers, index)));
  }

  get size(): number {
    return this.#slots.length;
  }

  /**
   * Computes every entry of `works`, each in one run; results come in the order of the entries.
   *
   * @param urgent whether the runs go before bulk runs that have not begun
   * @throws KindredError `cancelled` when the signal is aborted, `encoder_unavailable` when a run fails or kills
   * two threads, when no thread can be started, or the pool is closed
   */
  run<Work extends ThreadWork>(
    works: readonly Work[],
    urgent: boolean,
    signal?: AbortSignal,
  ): Promise<ResultOf<Work>[]> {
    return new Promise((resolve, reject) => {
      const onAbort = (): void => job.finish(cancelled(signal));
      const job: Job = {
        results: [],
        unfinished: works.length,
        settled: false,
        finish: (error) => {
          if (job.settled) return;
          job.settled = true;
          signal?.removeEventListener('abort', onAbort);
          if (error) reject(error);
          else resolve(job.results as ResultOf<Work>[]);
        },
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      if (signal?.aborted) onAbort();
      else if (this.#ended) job.finish(this.#ended);
      else if (works.length === 0) job.finish();
      else this.#enqueue(works.map((work, index) => ({ job, index, work, urgent, isSuspect: false })));
    });
  }

  /** Ends every thread after the run that it computes now. Calls that are not done are rejected. */
  async close(): Promise<void> {
    this.#ended ??= new KindredError('encoder_unavailable', 'The encoder is closed. Open it again to embed.');
    for (const { restart } of this.#slots) clearTimeout(restart);
    this.#rejectAll(this.#ended);
    await Promise.all(this.#slots.flatMap(({ worker }) => (worker === null ? [] : [endThread(worker)])));
  }

  #enqueue(tickets: readonly Ticket[]): void {
    for (const ticket of tickets) (ticket.urgent ? this.#urgent : this.#bulk).push(ticket);
    this.#assign();
  }

  /** Sends what waits to threads that can take it. While a suspect waits for an idle thread, no more bulk runs begin. */
  #assign(): void {
    this.#assignFrom(this.#suspects, 1);
    this.#assignFrom(this.#urgent, Infinity);
    if (this.#suspects.length === 0) this.#assignFrom(this.#bulk, RUNS_AHEAD);
  }

  /** Sends tickets to the least busy threads, for as long as there is one with fewer than `limit`. */
  #assignFrom(waiting: Ticket[], limit: number): void {
    while (waiting.length > 0) {
      const slot = this.#leastBusy();
      if (slot === undefined || slot.tickets.size >= limit) return;
      const ticket = waiting.shift();
      if (ticket !== undefined && !ticket.job.settled) this.#post(slot, ticket);
    }
  }

  /** The thread that has the fewest runs, of those that live and do not compute a suspect. */
  #leastBusy(): Slot | undefined {
    const free = this.#slots.filter(
      ({ worker, tickets }) => worker !== null && ![...tickets.values()].some(({ isSuspect }) => isSuspect),
    );
    return free.sort((a, b) => a.tickets.size - b.tickets.size)[0];
  }

  #post(slot: Slot, ticket: Ticket): void {
    const id = this.#nextId++;
    if (slot.tickets.size === 0) slot.worker?.ref();
    slot.tickets.set(id, ticket);
    const { urgent, work } = ticket;
    slot.worker?.postMessage({ kind: 'run', id, urgent, work } satisfies ThreadRequest);
  }

  #receive(slot: Slot, reply: ThreadReply): void {
    if (reply.kind !== 'done' && reply.kind !== 'failed') return;
    const ticket = slot.tickets.get(reply.id);
    if (ticket === undefined) return;
    slot.deaths = 0;
    slot.tickets.delete(reply.id);
    if (slot.tickets.size === 0) slot.worker?.unref();
    const { job, index } = ticket;
    if (reply.kind === 'failed') {
      job.finish(new KindredError('encoder_unavailable', `The graph of the encoder failed: ${reply.reason}`));
    } else {
      job.results[index] = reply.result;
      job.unfinished -= 1;
      if (job.unfinished === 0) job.finish();
    }
    this.#assign();
  }

  /** Uses a thread in this place. */
  #adopt(slot: Slot, worker: Worker): void {
    slot.worker = worker;
    worker.on('message', (reply: ThreadReply) => this.#receive(slot, reply));
    worker.on('error', (error) => this.#bury(slot, worker, error.message));
    worker.on('exit', (code) => this.#bury(slot, worker, `it ended with code ${code}`));
    worker.unref();
    if (worker.threadId === -1) this.#bury(slot, worker, 'it ended right after its start');
    this.#assign();
  }

  /** Gives the runs of a dead thread to others, those that had their second try up, and has another thread started. */
  #bury(slot: Slot, worker: Worker, reason: string): void {
    if (this.#ended !== undefined || slot.worker !== worker) return;
    slot.worker = null;
    slot.deaths += 1;
    const left = [...slot.tickets.values()];
    slot.tickets.clear();
    const message = `A thread of the encoder died: ${reason}.`;
    process.emitWarning(`${message} Another one is started.`);
    for (const ticket of left) {
      if (ticket.isSuspect) {
        const twice = `${message} So did the one before that had the same texts, which are given up.`;
        ticket.job.finish(new KindredError('encoder_unavailable', twice));
      } else {
        ticket.isSuspect = true;
        this.#suspects.push(ticket);
      }
    }
    this.#startAnother(slot);
    this.#assign();
  }

  #startAnother(slot: Slot): void {
    const pause = slot.deaths <= 1 ? 0 : RESTART_PAUSE_MS * 2 ** (slot.deaths - 2);
    slot.restart = setTimeout(
      () => {
        this.#startThread().then(
          (worker) => (this.#ended === undefined ? this.#adopt(slot, worker) : void endThread(worker)),
          (error: unknown) => this.#startFailed(slot, error),
        );
      },
      Math.min(pause, LONGEST_RESTART_PAUSE_MS),
    );
  }

  /** Goes on trying. Nobody waits for that when no thread is left. */
  #startFailed(slot: Slot, error: unknown): void {
    if (this.#ended !== undefined) return;
    slot.deaths += 1;
    if (this.#slots.every(({ worker }) => worker === null)) {
      const reason = error instanceof Error ? error.message : String(error);
      this.#rejectAll(
        new KindredError(
          'encoder_unavailable',
          `The threads of the encoder died, and no other could be started: ${reason} It is tried again and again.`,
        ),
      );
    }
    this.#startAnother(slot);
  }

  #rejectAll(error: KindredError): void {
    const sent = this.#slots.flatMap(({ tickets }) => [...tickets.values()]);
    const waiting = [this.#suspects, this.#urgent, this.#bulk].flatMap((list) => list.splice(0));
    for (const { job } of [...sent, ...waiting]) job.finish(error);
  }
}

/** The error of a call whose signal was aborted. */
export function cancelled(signal: AbortSignal | undefined): KindredError {
  return new KindredError('cancelled', 'Embedding was cancelled by its caller.', { cause: signal?.reason });
}

/** Asks a thread to end after the run that it computes now, and waits until it has ended. */
function endThread(worker: Worker): Promise<void> {
  return new Promise((resolve) => {
    if (worker.threadId === -1) return resolve();
    worker.ref();
    worker.once('exit', () => resolve());
    worker.postMessage({ kind: 'close' } satisfies ThreadRequest);
  });
}
