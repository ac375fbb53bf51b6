import type { Worker } from 'node:worker_threads';
import { KindredError } from '../../schemas/errors.ts';
import type { RunResult, ThreadReply, ThreadRequest, TokenRows } from './thread-messages.ts';

/** The runs of one call. It is settled when all of them are done, with the first error, or when it is cancelled. */
interface Job {
  readonly results: RunResult[];
  unfinished: number;
  settled: boolean;
  readonly finish: (error?: KindredError) => void;
}

/** One run of the graph that is wanted. */
interface Ticket {
  readonly job: Job;
  readonly index: number;
  readonly rows: TokenRows;
  readonly urgent: boolean;
}

/** A thread with the runs that were sent to it and are not answered, by the id of the request. */
interface Slot {
  readonly worker: Worker;
  readonly tickets: Map<number, Ticket>;
}

/** How many bulk runs a thread holds: while it computes one, the next is there, so it never waits for the main thread. */
const RUNS_AHEAD = 2;

/** Distributes runs of the graph over encoder threads that are ready. */
export class EncoderPool {
  readonly #slots: readonly Slot[];
  readonly #bulk: Ticket[] = [];
  #nextId = 0;
  #ended: KindredError | undefined;

  constructor(workers: readonly Worker[]) {
    this.#slots = workers.map((worker) => ({ worker, tickets: new Map<number, Ticket>() }));
    for (const slot of this.#slots) {
      slot.worker.on('message', (reply: ThreadReply) => this.#receive(slot, reply));
      slot.worker.on('error', (error) => this.#crash(error.message));
      slot.worker.on('exit', (code) => this.#crash(`it ended with code ${code}`));
      slot.worker.unref();
      if (slot.worker.threadId === -1) this.#crash('it ended right after its start');
    }
  }

  get size(): number {
    return this.#slots.length;
  }

  /**
   * Runs the graph once for every entry of `runs`; results come in the order of the entries.
   *
   * @param urgent whether the runs go before bulk runs that have not begun
   * @throws KindredError `cancelled` when the signal is aborted, `encoder_unavailable` when a run fails, a thread dies or
   * the pool is closed
   */
  run(runs: readonly TokenRows[], urgent: boolean, signal?: AbortSignal): Promise<RunResult[]> {
    return new Promise((resolve, reject) => {
      const onAbort = (): void => job.finish(cancelled(signal));
      const job: Job = {
        results: [],
        unfinished: runs.length,
        settled: false,
        finish: (error) => {
          if (job.settled) return;
          job.settled = true;
          signal?.removeEventListener('abort', onAbort);
          if (error) reject(error);
          else resolve(job.results);
        },
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      if (signal?.aborted) onAbort();
      else if (this.#ended) job.finish(this.#ended);
      else if (runs.length === 0) job.finish();
      else this.#enqueue(runs.map((rows, index) => ({ job, index, rows, urgent })));
    });
  }

  /** Ends every thread after the run that it computes now. Calls that are not done are rejected. */
  async close(): Promise<void> {
    this.#end(new KindredError('encoder_unavailable', 'The encoder is closed. Open it again to embed.'));
    await Promise.all(this.#slots.map(({ worker }) => endThread(worker)));
  }

  #enqueue(tickets: readonly Ticket[]): void {
    for (const ticket of tickets) {
      if (ticket.urgent) this.#post(this.#leastBusy(), ticket);
      else this.#bulk.push(ticket);
    }
    this.#assignBulk();
  }

  #leastBusy(): Slot | undefined {
    return this.#slots.reduce<Slot | undefined>(
      (best, slot) => (best && best.tickets.size <= slot.tickets.size ? best : slot),
      undefined,
    );
  }

  #assignBulk(): void {
    for (;;) {
      const slot = this.#leastBusy();
      if (slot === undefined || slot.tickets.size >= RUNS_AHEAD) return;
      const ticket = this.#bulk.shift();
      if (ticket === undefined) return;
      if (!ticket.job.settled) this.#post(slot, ticket);
    }
  }

  #post(slot: Slot | undefined, ticket: Ticket): void {
    if (slot === undefined) return;
    const id = this.#nextId++;
    if (slot.tickets.size === 0) slot.worker.ref();
    slot.tickets.set(id, ticket);
    slot.worker.postMessage({
      kind: 'run',
      id,
      urgent: ticket.urgent,
      rows: ticket.rows,
    } satisfies ThreadRequest);
  }

  #receive(slot: Slot, reply: ThreadReply): void {
    if (reply.kind !== 'done' && reply.kind !== 'failed') return;
    const ticket = slot.tickets.get(reply.id);
    if (ticket === undefined) return;
    slot.tickets.delete(reply.id);
    if (slot.tickets.size === 0) slot.worker.unref();
    const { job, index } = ticket;
    if (reply.kind === 'failed') {
      job.finish(new KindredError('encoder_unavailable', `The graph of the encoder failed: ${reply.reason}`));
    } else {
      job.results[index] = reply.result;
      job.unfinished -= 1;
      if (job.unfinished === 0) job.finish();
    }
    this.#assignBulk();
  }

  #crash(reason: string): void {
    if (this.#ended) return;
    this.#end(
      new KindredError(
        'encoder_unavailable',
        `A thread of the encoder died: ${reason}. Start the process again.`,
      ),
    );
    for (const { worker } of this.#slots) void endThread(worker);
  }

  #end(error: KindredError): void {
    this.#ended ??= error;
    const waiting = [...this.#bulk, ...this.#slots.flatMap((slot) => [...slot.tickets.values()])];
    this.#bulk.length = 0;
    for (const { job } of waiting) job.finish(error);
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
