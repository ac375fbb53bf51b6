import type { CuratePayload } from '../../../schemas/curation/operations.ts';
import type { Results } from '../../curation/results.ts';
import { deletedMeanwhile } from '../../epochs/port.ts';
import type { JobQueue } from '../../queue/port.ts';
import { hasEnded } from '../../queue/has-ended.ts';
import { JOBS_LOOKED_AT } from './user-jobs.ts';

/**
 * Cancels the curations that were accepted before an epoch of a corpus that they read, and removes their results, since
 * these quote records of the corpus.
 */
export async function dropCurationsOf(
  corpus: string,
  epoch: number,
  results: Results,
  queue: Pick<JobQueue, 'cancel' | 'find' | 'list'>,
): Promise<void> {
  const isOlder = ({ corpora, epochs }: CuratePayload): boolean =>
    corpora.includes(corpus) && (epochs?.[corpus] ?? 0) < epoch;
  const reading = await queue.list('curate', JOBS_LOOKED_AT, isOlder);
  const reason = deletedMeanwhile(corpus).message;
  for (const { id, state } of reading) if (!hasEnded(state)) await queue.cancel('curate', id, reason);
  for (const job of await results.jobs()) {
    const found = await queue.find('curate', job);
    if (found !== null && isOlder(found.payload)) await results.remove(job);
  }
}
