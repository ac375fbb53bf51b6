import { KindredError } from '../../schemas/errors.ts';
import type { RouteServices } from './deps.ts';
import { hasEnded } from './jobs/job-report.ts';
import { findJob } from './routes/jobs.ts';

/** Throws `not_found` or `conflict` unless the asker sees the job and it has results; `field` is what named it. */
export async function assertDone(services: RouteServices, id: string, field = 'id'): Promise<void> {
  const job = await findJob(services, id, field);
  if (job.name !== 'curate') {
    throw new KindredError('not_found', `Job '${id}' makes no results: it fills a corpus.`, { field });
  }
  if (job.state === 'completed') return;
  const wayOut = hasEnded(job.state)
    ? `It is ${job.state}${job.error === null ? '' : `: ${job.error}`}. Start it again.`
    : `Follow it under /v1/jobs/${id}.`;
  throw new KindredError('conflict', `Job '${id}' has no results yet. ${wayOut}`, { field });
}
