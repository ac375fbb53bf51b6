import type { Results } from '../curation/results.ts';
import type { JobQueue } from '../queue/port.ts';

/** Removes the results of jobs that the queue has forgotten. */
export async function sweepResults(results: Results, queue: Pick<JobQueue, 'find'>): Promise<void> {
  for (const job of await results.jobs()) {
    if ((await queue.find('curate', job)) === null) await results.remove(job);
  }
}

/** Removes the results that came of a corpus: they quote its records. */
export async function removeResultsOf(
  corpus: string,
  results: Results,
  queue: Pick<JobQueue, 'find'>,
): Promise<void> {
  for (const job of await results.jobs()) {
    const found = await queue.find('curate', job);
    if (found?.payload.corpora.includes(corpus) === true) await results.remove(job);
  }
}
