import { KindredError } from '../../../schemas/errors.ts';
import { sees, type Access } from '../../access/access.ts';
import type { JobQueue } from '../../queue/port.ts';
import { corporaOf, hasEnded, type UserJob } from './job-report.ts';

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

/** The queue, and who asks it. */
interface AskedQueue {
  readonly queue: Pick<JobQueue, 'find'>;
  readonly access: Access;
}

/**
 * The job of this id.
 * @param field what named the job, for the error
 * @throws KindredError `not_found` when there is none, or it reads or fills a corpus that the asker does not see
 */
export async function findJob({ queue, access }: AskedQueue, id: string, field = 'id'): Promise<UserJob> {
  const job = await findUserJob(queue, id);
  if (job !== null && corporaOf(job).every((corpus) => sees(access, corpus))) return job;
  throw new KindredError('not_found', `There is no job '${id}'. GET /v1/jobs lists the latest ones.`, {
    field,
  });
}

/**
 * Passes when the job has results that the asker may read.
 * @param field what named the job, for the error
 * @throws KindredError `not_found` when the asker does not see the job or it makes no results, `conflict` when it has
 * none yet or did not complete
 */
export async function assertDone(asked: AskedQueue, id: string, field = 'id'): Promise<void> {
  const job = await findJob(asked, id, field);
  if (job.name !== 'curate') {
    throw new KindredError('not_found', `Job '${id}' makes no results: it fills a corpus.`, { field });
  }
  if (job.state === 'completed') return;
  const wayOut = hasEnded(job.state)
    ? `It is ${job.state}${job.error === null ? '' : `: ${job.error}`}. Start it again.`
    : `Follow it under /v1/jobs/${id}.`;
  throw new KindredError('conflict', `Job '${id}' has no results yet. ${wayOut}`, { field });
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
