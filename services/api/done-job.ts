import { KindredError } from '../../schemas/errors.ts';
import type { RouteServices } from './deps.ts';
import { hasEnded } from '../queue/has-ended.ts';
import type { Curation } from './jobs/job-report.ts';
import { findJob } from './routes/jobs.ts';

/**
 * A curation that has ended well, so that it has results.
 * @param field of the request that names the job
 * @throws KindredError `not_found` when the asker sees no such curation, `conflict` when it has not ended well
 */
export async function findDoneCuration(
  services: Pick<RouteServices, 'queue' | 'access'>,
  id: string,
  field = 'id',
): Promise<Curation> {
  const job = await findJob(services, id, field);
  if (job.name !== 'curate') {
    throw new KindredError('not_found', `Job '${id}' makes no results: it fills a corpus.`, { field });
  }
  if (job.state === 'completed') return job;
  const wayOut = hasEnded(job.state)
    ? `It is ${job.state}${job.error === null ? '' : `: ${job.error}`}. Start it again.`
    : `Follow it under /v1/jobs/${id}.`;
  throw new KindredError('conflict', `Job '${id}' has no results yet. ${wayOut}`, { field });
}
