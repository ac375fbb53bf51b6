import type { Results } from '../../curation/results.ts';
import type { JobQueue } from '../../queue/port.ts';
import { hasEnded } from '../../queue/has-ended.ts';
import { JOBS_LOOKED_AT } from './user-jobs.ts';

/** Cancels the curations that read a corpus, and removes their results, since these quote records of the corpus. */
export async function dropCurationsOf(
  corpus: string,
  results: Results,
  queue: Pick<JobQueue, 'cancel' | 'find' | 'list'>,
): Promise<void> {
  const reading = await queue.list('curate', JOBS_LOOKED_AT, ({ corpora }) => corpora.includes(corpus));
  for (const { id, state } of reading) if (!hasEnded(state)) await queue.cancel('curate', id);
  for (const job of await results.jobs()) {
    const found = await queue.find('curate', job);
    if (found?.payload.corpora.includes(corpus) === true) await results.remove(job);
  }
}
