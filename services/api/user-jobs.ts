import type { JobQueue } from '../queue/port.ts';
import type { UserJob } from './job-report.ts';

/** The job of this id that a user started, whatever it does; null when there is none. */
export async function findUserJob(queue: Pick<JobQueue, 'find'>, id: string): Promise<UserJob | null> {
  return (await queue.find('ingest-corpus', id)) ?? queue.find('reembed-corpus', id);
}

/** Those that users started, newest first; the others are parts of them. */
export async function listUserJobs(queue: Pick<JobQueue, 'list'>, limit: number): Promise<UserJob[]> {
  const [ingestions, reembeddings] = await Promise.all([
    queue.list('ingest-corpus', limit),
    queue.list('reembed-corpus', limit),
  ]);
  const all: UserJob[] = [...ingestions, ...reembeddings];
  return all.sort((a, b) => b.createdAt - a.createdAt).slice(0, limit);
}
