import { setTimeout as sleep } from 'node:timers/promises';
import type { JobReport } from '../../../schemas/api/jobs.ts';
import type { Client } from './kindred-client.ts';

const FIRST_POLL_MS = 60;
const LONGEST_POLL_MS = 700;
const SLOWER = 1.4;

export function hasEnded({ state }: Pick<JobReport, 'state'>): boolean {
  return state === 'completed' || state === 'failed' || state === 'cancelled';
}

/**
 * Asks for a job until it has ended: often at first, so that a short job is not waited for, then less.
 * @throws the signal's reason when it is aborted; the job itself goes on
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
    if (hasEnded(report)) return report;
    await sleep(pause, undefined, { signal }).catch(() => signal.throwIfAborted());
  }
}
