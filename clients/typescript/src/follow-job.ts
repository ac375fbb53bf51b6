import type { JobReport } from '../../../schemas/api/jobs.ts';
import { KindredError } from '../../../schemas/errors.ts';
import type { Client } from './kindred-client.ts';
import { pause } from './pause.ts';
import { ServiceError } from './service-error.ts';

const FIRST_POLL_MS = 60;
const LONGEST_POLL_MS = 700;
const SLOWER = 1.4;
/** Longer than a restart takes, with the migration of a server beside it. */
const PATIENCE_MS = 300_000;
const SILENCE_PAUSE_MS = 1_000;

/** Whether a job has ended: completed, failed or cancelled. */
export function isOver({ state }: Pick<JobReport, 'state'>): boolean {
  return state === 'completed' || state === 'failed' || state === 'cancelled';
}

/** What is done while the service does not answer. */
export interface Patience {
  /** How long the service may be away, in milliseconds. Default: 5 minutes. */
  readonly patienceMs?: number | undefined;
  /** Called once whenever the service stops answering, with the reason. */
  readonly onSilence?: ((error: Error) => void) | undefined;
}

/**
 * The reports on a job as they come, until the job has ended; the last one tells how. It asks often at first, so that a short
 * job is seen to end soon, and then less often. A job that fails is no error here: look at the `state` of its last report.
 * While the service is away, for example because it is started anew, it goes on asking. Who stops reading leaves the job
 * alone.
 * @param signal stops the waiting; the job itself goes on
 * @throws the reason of `signal` when it is aborted, and what `client.job` throws once the patience is over
 */
export async function* jobReports(
  client: Pick<Client, 'job'>,
  id: string,
  signal: AbortSignal,
  patience: Patience = {},
): AsyncGenerator<JobReport, void, undefined> {
  for (let wait = FIRST_POLL_MS; ; wait = Math.min(LONGEST_POLL_MS, wait * SLOWER)) {
    const report = await untilAnswered(() => client.job(id), signal, patience);
    yield report;
    if (isOver(report)) return;
    await pause(wait, signal);
  }
}

/**
 * Waits until a job has ended, and returns its last report, also that of a job that failed.
 * @param onReport is called with every report
 * @param signal stops the waiting; the job itself goes on
 * @throws what `jobReports` throws
 * @example
 * const { job } = await client.ingest('house', 'house.jsonl', {});
 * const report = await followJob(
 *   client,
 *   job,
 *   ({ done, total }) => console.log(`${done} of ${total ?? 'an unknown number of'} rows`),
 *   AbortSignal.timeout(600_000),
 * );
 * if (report.state !== 'completed') throw new Error(report.error ?? report.state);
 */
export async function followJob(
  client: Pick<Client, 'job'>,
  id: string,
  onReport: (report: JobReport) => void,
  signal: AbortSignal,
  patience: Patience = {},
): Promise<JobReport> {
  let last: JobReport | null = null;
  for await (const report of jobReports(client, id, signal, patience)) {
    onReport(report);
    last = report;
  }
  if (last === null) throw new Error('This is a bug: a job was followed without a report.');
  return last;
}

/**
 * Reads something from a service that may be away for a while.
 * @throws what `read` throws when it cannot pass, or once the patience is over
 */
export async function untilAnswered<T>(
  read: () => Promise<T>,
  signal: AbortSignal,
  { patienceMs = PATIENCE_MS, onSilence }: Patience,
): Promise<T> {
  const giveUp = performance.now() + patienceMs;
  for (let isFirst = true; ; isFirst = false) {
    try {
      return await read();
    } catch (error) {
      if (!mayPass(error) || performance.now() > giveUp) throw error;
      if (isFirst) onSilence?.(error);
      await pause(SILENCE_PAUSE_MS, signal);
    }
  }
}

function mayPass(error: unknown): error is Error {
  return error instanceof ServiceError
    ? error.isUnavailable
    : error instanceof KindredError && error.retryable;
}
