import { stat } from 'node:fs/promises';
import type { Logger } from 'pino';
import type { IngestCorpusPayload, JobName, JobPayload } from '../../schemas/jobs.ts';
import { hasEnded } from '../queue/has-ended.ts';
import type { JobQueue } from '../queue/port.ts';
import type { AcceptedJob, AcceptedJobs } from './accepted-jobs.ts';

/** What is needed to find accepted jobs that the queue has lost. */
export interface RequeueDeps {
  readonly accepted: AcceptedJobs;
  /** The queue itself, which knows nothing of what is on disk. */
  readonly queue: Pick<JobQueue, 'enqueue' | 'find'>;
  /** Where the upload of a job lies, also when the data directory was moved. */
  readonly uploadOf: (job: string) => string;
  /** Whether a curation has left its results, which it does at its end. */
  readonly hasResults: (job: string) => Promise<boolean>;
  readonly logger: Logger;
}

/**
 * Puts accepted jobs that the queue has lost into it again, under their ids: the queue keeps one of each, however many
 * processes do this at once. Jobs that have ended are forgotten.
 * @returns how many jobs were queued again
 * @throws KindredError `queue_unavailable` when the queue does not answer
 */
export async function requeueLost(deps: RequeueDeps): Promise<number> {
  const { accepted, queue, logger } = deps;
  let requeued = 0;
  for (const id of await accepted.ids()) {
    const job = await readOrTell(deps, id);
    if (job === null) continue;
    const { name } = job;
    const found = await queue.find(name, id);
    const isOver = found === null ? await wasDone(job, deps) : hasEnded(found.state);
    if (isOver) {
      await accepted.remove(id);
      logger.info({ job: name, job_id: id, accepted_at: job.accepted_at }, 'an accepted job had ended');
    } else if (found === null) {
      await queue.enqueue(name, id, payloadOf(job, deps));
      requeued += 1;
      const fields = { job: name, job_id: id, accepted_at: job.accepted_at, from: job.accepted_from };
      logger.warn(fields, 'the queue had lost an accepted job; it was queued again');
    }
  }
  return requeued;
}

async function readOrTell({ accepted, logger }: RequeueDeps, id: string): Promise<AcceptedJob | null> {
  try {
    return await accepted.read(id);
  } catch (error) {
    logger.error({ job_id: id, err: error }, 'the file of an accepted job cannot be read; it stays as it is');
    return null;
  }
}

/** Whether a job that the queue does not know has ended: its upload is gone, or its results are there. */
async function wasDone(job: AcceptedJob, { uploadOf, hasResults }: RequeueDeps): Promise<boolean> {
  if (job.name === 'curate') return hasResults(job.id);
  if (!isUpload(job)) return false;
  return (await stat(uploadOf(job.id)).catch(() => null)) === null;
}

function isUpload({ name, payload }: AcceptedJob): boolean {
  return name === 'ingest-corpus' && (payload as IngestCorpusPayload).remove_after;
}

/** The payload as it was accepted, which the queue checks once more. */
function payloadOf(job: AcceptedJob, { uploadOf }: RequeueDeps): JobPayload<JobName> {
  const payload = job.payload as JobPayload<JobName>;
  return isUpload(job) ? { ...payload, path: uploadOf(job.id) } : payload;
}
