import { UnrecoverableError, WaitingChildrenError, WaitingError } from 'bullmq';
import { KindredError, type ErrorCode } from '../../schemas/errors.ts';
import type { JobName } from '../../schemas/jobs.ts';
import { MAX_UNFINISHED_STARTS, type StoredJob } from './backend.ts';
import { CANCELLED_MESSAGE, type Cancellations } from './cancellations.ts';
import { encode, parseResult, storableText } from './codec.ts';
import { JobRun, stopError, type JobRunDependencies } from './job-run.ts';
import type { JobEvent, JobHandler } from './port.ts';
import { settleWithin } from '../runtime/settle-within.ts';

/** When a worker stops, a handler has this long to end after its signal is aborted. */
const ABORT_PATIENCE_MS = 1_000;

interface ProcessorDependencies extends JobRunDependencies {
  /** Called after each run with what has become of the job. */
  readonly onJob: (event: JobEvent) => void;
  /** Whether the jobs of the datastore may be run now. */
  readonly mayRun: () => Promise<boolean>;
}

/** Runs the handlers of jobs for BullMQ's workers, and stops them. */
export class JobProcessor {
  readonly #cancellations: Cancellations;
  readonly #dependencies: ProcessorDependencies;
  readonly #runs = new Map<JobRun<JobName>, Promise<string>>();
  #closing = false;

  constructor(cancellations: Cancellations, dependencies: ProcessorDependencies) {
    this.#cancellations = cancellations;
    this.#dependencies = dependencies;
  }

  /**
   * Runs a job and gives its result as a JSON text. Otherwise it rejects with an error that tells BullMQ what to do: an
   * UnrecoverableError fails the job, WaitingError and WaitingChildrenError say that the job has been moved to another
   * state, and after any other error the job is tried again.
   */
  async process<N extends JobName>(
    name: N,
    job: StoredJob,
    token: string,
    handler: JobHandler<N>,
  ): Promise<string> {
    if (this.#closing || !(await this.#dependencies.mayRun())) return this.#giveBack(job, token);
    if (job.attemptsStarted - job.attemptsMade > MAX_UNFINISHED_STARTS) {
      throw new UnrecoverableError(
        `The job was started ${MAX_UNFINISHED_STARTS} times without coming to an end; it may be killing its worker.`,
      );
    }
    let run: JobRun<N>;
    try {
      run = new JobRun(name, job, this.#dependencies);
    } catch (error) {
      throw toJobError(error);
    }
    const tell = this.#reporter(run);
    const ended = this.#start(run, job, token, handler);
    this.#runs.set(run, ended);
    try {
      const result = await ended;
      tell('completed');
      return result;
    } catch (error) {
      tell(outcomeOf(error, run, job), error);
      throw error;
    } finally {
      this.#runs.delete(run);
    }
  }

  /** Whether a job runs in this process. */
  runs(name: string, id: string): boolean {
    return [...this.#runs.keys()].some((run) => isJob(run, name, id));
  }

  /** Stops the run of a cancelled job and those of its children, as far as they run in this process. */
  stopCancelled(name: string, id: string): void {
    for (const run of this.#runs.keys()) {
      if (isJob(run, name, id) || isJob(run.parent, name, id)) run.stop('cancelled');
    }
  }

  /** Stops the run of a job that was given to another worker. */
  stopLost(name: string, id: string): void {
    for (const run of this.#runs.keys()) if (isJob(run, name, id)) run.stop('lost');
  }

  /** Stops the runs that another process has cancelled. */
  async checkCancellations(): Promise<void> {
    for (const run of this.#runs.keys()) if (await this.#isCancelled(run)) run.stop('cancelled');
  }

  /** Returns every job to the queue that a worker takes from now on. */
  refuse(): void {
    this.#closing = true;
  }

  /** Stops every run and returns its job to the queue. After a second it no longer waits for handlers that go on. */
  async stopAll(): Promise<void> {
    const ends = [...this.#runs.values()];
    for (const run of this.#runs.keys()) run.stop('closing');
    await settleWithin(Promise.allSettled(ends), ABORT_PATIENCE_MS);
    for (const run of this.#runs.keys()) run.abandon();
  }

  /** A function that reports what has become of a run that begins now. */
  #reporter(run: JobRun<JobName>): (outcome: JobEvent['outcome'], error?: unknown) => void {
    const began = performance.now();
    return (outcome, error) => {
      const { name, id, attempt, parent } = run;
      const ms = performance.now() - began;
      const failure = outcome === 'failed' || outcome === 'attempt-failed' ? error : null;
      this.#dependencies.onJob({
        name,
        id,
        attempt,
        parent: parent?.id ?? null,
        outcome,
        ms,
        error: failure,
      });
    };
  }

  async #isCancelled(run: JobRun<JobName>): Promise<boolean> {
    if ((await this.#cancellations.find(run.name, run.id)) !== null) return true;
    return run.parent !== null && (await this.#cancellations.find(run.parent.name, run.parent.id)) !== null;
  }

  async #start<N extends JobName>(
    run: JobRun<N>,
    job: StoredJob,
    token: string,
    handler: JobHandler<N>,
  ): Promise<string> {
    if (await this.#isCancelled(run)) run.stop('cancelled');
    for (;;) {
      const outcome = await execute(run, handler);
      if (run.stopReason === 'cancelled') throw await this.#endCancelled(run, job);
      if ('result' in outcome) return outcome.result;
      if (run.stopReason === 'closing') return this.#giveBack(job, token);
      if (run.stopReason === 'lost') throw toJobError(stopError('lost'));
      if (!run.waitsForChildren) throw toJobError(outcome.error);
      if (await this.#leave(run, job, token)) throw new WaitingChildrenError();
    }
  }

  /**
   * Lets the job wait for its children. It is false when the last child has finished meanwhile, so that the handler can be
   * run again at once.
   */
  async #leave(run: JobRun<JobName>, job: StoredJob, token: string): Promise<boolean> {
    try {
      return await job.moveToWaitingChildren(token);
    } catch (error) {
      throw error instanceof UnrecoverableError ? toJobError(await run.childFailure()) : error;
    }
  }

  async #giveBack(job: StoredJob, token: string): Promise<never> {
    await job.moveToWait(token);
    throw new WaitingError();
  }

  /**
   * The error that ends a cancelled job. When its parent was cancelled too, it is taken off the parent first, so that it
   * does not count as a failed child.
   */
  async #endCancelled(run: JobRun<JobName>, job: StoredJob): Promise<Error> {
    const { parent } = run;
    if (parent !== null && (await this.#cancellations.find(parent.name, parent.id)) !== null) {
      await job.removeChildDependency();
    }
    return new UnrecoverableError(CANCELLED_MESSAGE);
  }
}

/** What becomes of a job whose run has ended with this error. */
function outcomeOf(error: unknown, run: JobRun<JobName>, job: StoredJob): JobEvent['outcome'] {
  if (error instanceof WaitingChildrenError) return 'waiting-children';
  if (error instanceof WaitingError) return 'returned';
  if (run.stopReason === 'cancelled') return 'cancelled';
  const isLast = error instanceof UnrecoverableError || run.attempt >= (job.opts.attempts ?? 1);
  return isLast ? 'failed' : 'attempt-failed';
}

function isJob(
  job: { readonly name: string; readonly id: string } | null,
  name: string,
  id: string,
): boolean {
  return job?.name === name && job.id === id;
}

/** Runs the handler. When it was told that its children are not done, it has no result, whatever it has returned. */
async function execute<N extends JobName>(
  run: JobRun<N>,
  handler: JobHandler<N>,
): Promise<{ result: string } | { error: unknown }> {
  try {
    run.signal.throwIfAborted();
    const result = await run.execute(handler);
    return run.waitsForChildren ? { error: null } : { result: encode(parseResult(run.name, result)) };
  } catch (error) {
    return { error };
  }
}

/** An error that ends a job, with what a log says of it. */
class JobFailure extends UnrecoverableError {
  readonly code: ErrorCode;
  readonly logged: string;

  constructor(message: string, { code, logged }: KindredError) {
    super(message);
    this.code = code;
    this.logged = logged;
  }
}

/** The error for BullMQ: it ends the job unless a new attempt may succeed. That is assumed of errors that are not known. */
function toJobError(error: unknown): Error {
  const message = storableText(error instanceof Error ? error.message : String(error));
  if (error instanceof KindredError && !error.retryable) return new JobFailure(message, error);
  const retryable = new Error(message);
  if (error instanceof Error && error.stack !== undefined) retryable.stack = storableText(error.stack);
  return retryable;
}
