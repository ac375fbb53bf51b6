import type { JobQueue } from '../queue/port.ts';
import type { UserJob } from './job-report.ts';

/** The job of this id that a user started, whatever it does; null when there is none. */
export async function findUserJob(queue: Pick<JobQueue, 'find'>, id: string): Promise<UserJob | null> {
  return (await queue.find('ingest-corpus', id)) ?? queue.find('reembed-corpus', id);
}

/** Those that users started for corpora that are `wanted` (all, when left out), newest first. */
export async function listUserJobs(
  queue: Pick<JobQueue, 'list'>,
  limit: number,
  wanted: (corpus: string) => boolean = () => true,
): Promise<UserJob[]> {
  const isWanted = ({ corpus }: { corpus: string }): boolean => wanted(corpus);
  const [ingestions, reembeddings] = await Promise.all([
    queue.list('ingest-corpus', limit, isWanted),
    queue.list('reembed-corpus', limit, isWanted),
  ]);
  const all: UserJob[] = [...ingestions, ...reembeddings];
  return all.sort((a, b) => b.createdAt - a.createdAt).slice(0, limit);
}
