import { setTimeout as sleep } from 'node:timers/promises';
import type { JobReport } from '../../../schemas/api/jobs.ts';
import type { Client } from './kindred-client.ts';

const FIRST_POLL_MS = 60;
const LONGEST_POLL_MS = 700;
const SLOWER = 1.4;

/** Whether a job has ended: completed, failed or cancelled. */
export function isOver({ state }: Pick<JobReport, 'state'>): boolean {
  return state === 'completed' || state === 'failed' || state === 'cancelled';
}

/**
 * Asks for the report on a job until the job has ended, and returns the last report. It asks often at first, so that a
 * short job is seen to end soon, and then less often. A job that fails is returned too: look at its `state`.
 * @param onReport is called with every report
 * @param signal stops the waiting; the job itself goes on
 * @throws the reason of `signal` when it is aborted, and what `client.job` throws
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
): Promise<JobReport> {
  for (let pause = FIRST_POLL_MS; ; pause = Math.min(LONGEST_POLL_MS, pause * SLOWER)) {
    const report = await client.job(id);
    onReport(report);
    if (isOver(report)) return report;
    await sleep(pause, undefined, { signal }).catch(() => signal.throwIfAborted());
  }
}
