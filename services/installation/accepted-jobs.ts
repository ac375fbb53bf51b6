import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { JOB_TABLE, type JobName, type JobPayload } from '../../schemas/jobs.ts';
import type { JobEvent } from '../queue/port.ts';
import { writeDurably } from '../runtime/durable-file.ts';
import { isErrno } from '../runtime/is-errno.ts';

const ENDING = '.json';
const ENDED = new Set<JobEvent['outcome']>(['completed', 'failed', 'cancelled']);

const AcceptedJob = z.object({
  name: z.enum(Object.keys(JOB_TABLE) as [JobName, ...JobName[]]),
  id: z.string(),
  payload: z.unknown(),
  accepted_at: z.iso.datetime(),
  accepted_from: z.string().nullable().describe('The id of the key with which the job was sent, if known.'),
});
export type AcceptedJob = z.infer<typeof AcceptedJob>;

/**
 * What was accepted and has not ended, a small file for each job. It is written before a job is acknowledged and removed
 * when the job has ended, so that no accepted job is lost when the queue is.
 */
export interface AcceptedJobs {
  /** Once this resolves, the job survives a power cut and the loss of the queue. */
  add<N extends JobName>(name: N, id: string, payload: JobPayload<N>, from: string | null): Promise<void>;
  /** Forgets a job that has ended or was not accepted after all. */
  remove(id: string): Promise<void>;
  /** Forgets the job of an event when that is the end of it. */
  heed(event: JobEvent): Promise<void>;
  /** The ids of all jobs that were accepted and are not known to have ended. */
  ids(): Promise<string[]>;
  /**
   * What was accepted under an id; null when it is not there any more.
   * @throws SyntaxError or ZodError when the file is damaged
   */
  read(id: string): Promise<AcceptedJob | null>;
}

/** The accepted jobs of a data directory. */
export function acceptedJobsBelow(dataDir: string): AcceptedJobs {
  const directory = join(dataDir, 'accepted');
  const pathOf = (id: string): string => join(directory, `${id}${ENDING}`);
  const remove = (id: string): Promise<void> => rm(pathOf(id), { force: true });
  return {
    add: (name, id, payload, from) => {
      const accepted_at = new Date().toISOString();
      const job: AcceptedJob = { name, id, payload, accepted_at, accepted_from: from };
      return writeDurably(pathOf(id), JSON.stringify(job));
    },
    remove,
    heed: async ({ id, parent, outcome }) => {
      // The failure of a part is that of its job, which does not run again to tell it.
      if (parent === null ? ENDED.has(outcome) : outcome === 'failed') await remove(parent ?? id);
    },
    ids: async () => {
      const names = await readdir(directory).catch((): string[] => []);
      return names.filter((name) => name.endsWith(ENDING)).map((name) => name.slice(0, -ENDING.length));
    },
    read: async (id) => {
      try {
        return AcceptedJob.parse(JSON.parse(await readFile(pathOf(id), 'utf8')));
      } catch (error) {
        if (isErrno(error, 'ENOENT')) return null;
        throw error;
      }
    },
  };
}
