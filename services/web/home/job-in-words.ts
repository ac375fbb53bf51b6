import type { JobReport } from '../../../schemas/api/jobs.ts';
import { counted, grouped } from '../../../schemas/counted.ts';
import { isOver } from '../../../clients/typescript/src/follow-job.ts';
import { howFar } from '../parts/stage-in-words.ts';
import { ago, duration } from '../parts/told-in-words.ts';

const STATES: Readonly<Record<JobReport['state'], string>> = {
  waiting: 'waits',
  delayed: 'waits to try again',
  active: 'runs',
  'waiting-children': 'runs',
  completed: 'done',
  failed: 'failed',
  cancelled: 'cancelled',
};

/** What a job does, with the file or the corpora that it is about. */
export function jobTitle(job: JobReport): string {
  if (job.name === 'ingest-corpus') return `read ${job.file_name}`;
  if (job.name === 'reembed-corpus') return 'embed anew';
  return job.operation.replaceAll('-', ' ');
}

export function jobState(job: JobReport): string {
  return STATES[job.state];
}

/** How far a job is, in numbers: rows, rate and time left while it runs; what came of it afterwards. */
export function jobProgress(job: JobReport, now: number): string {
  if (job.error !== null) return job.error;
  if (isOver(job)) return [`${counted(job.done, 'row')}`, ...rejectedOf(job), endOf(job, now)].join(' · ');
  if (job.name === 'curate') return howFar(job);
  const total =
    job.total === null ? '' : ` of ${job.total_is_estimate ? 'about ' : ''}${counted(job.total, 'row')}`;
  const rate = job.rate === null ? [] : [`${grouped(Math.round(job.rate))} a second`];
  const left = job.eta_seconds === null ? [] : [`${duration(job.eta_seconds)} left`];
  const done = total === '' ? counted(job.done, 'row') : grouped(job.done) + total;
  return [done, ...rate, ...left, ...rejectedOf(job)].join(' · ');
}

function rejectedOf(job: JobReport): string[] {
  return job.name === 'ingest-corpus' && job.rejected > 0 ? [`${grouped(job.rejected)} not readable`] : [];
}

function endOf({ finished_at: finished, created_at: created }: JobReport, now: number): string {
  return ago(finished ?? created, now);
}

/** The share of a job that is done, from 0 to 1; null while nobody knows how much there is to do. */
export function shareDone({
  state,
  done,
  total,
}: Pick<JobReport, 'state' | 'done' | 'total'>): number | null {
  if (state === 'completed') return 1;
  return total === null || total === 0 ? null : Math.min(1, done / total);
}
