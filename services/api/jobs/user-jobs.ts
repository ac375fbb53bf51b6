import type { JobQueue } from '../../queue/port.ts';
import { hasEnded } from '../../queue/has-ended.ts';
import type { UserJob } from './job-report.ts';

/** Jobs of a corpus looked at for one that still works on it. */
export const JOBS_LOOKED_AT = 1_000;

/** The job of this id that a user started, whatever it does; null when there is none. */
export async function findUserJob(queue: Pick<JobQueue, 'find'>, id: string): Promise<UserJob | null> {
  return (
    (await queue.find('ingest-corpus', id)) ??
    (await queue.find('reembed-corpus', id)) ??
    queue.find('curate', id)
  );
}

/** Those that users started for corpora that are `wanted` (all, when left out), newest first. */
export async function listUserJobs(
  queue: Pick<JobQueue, 'list'>,
  limit: number,
  wanted: (corpus: string) => boolean = () => true,
): Promise<UserJob[]> {
  const isWanted = ({ corpus }: { corpus: string }): boolean => wanted(corpus);
  const [ingestions, reembeddings, curations] = await Promise.all([
    queue.list('ingest-corpus', limit, isWanted),
    queue.list('reembed-corpus', limit, isWanted),
    queue.list('curate', limit, ({ corpora }) => corpora.every(wanted)),
  ]);
  const all: UserJob[] = [...ingestions, ...reembeddings, ...curations];
  return all.sort((a, b) => b.createdAt - a.createdAt).slice(0, limit);
}

/** A job that still writes into the corpus: one of its own, or one that looks through all while the live space changes. */
export async function findWriter(
  queue: Pick<JobQueue, 'list'>,
  corpus: string,
): Promise<UserJob | undefined> {
  const own = await listUserJobs(queue, JOBS_LOOKED_AT, (one) => one === corpus);
  const moves = await queue.list('reembed-corpus', JOBS_LOOKED_AT);
  const switching = moves.filter(({ progress }) => progress?.stage === 'switching');
  const writing = own.filter(({ name }) => name !== 'curate');
  return [...writing, ...switching].find(({ state }) => !hasEnded(state));
}
