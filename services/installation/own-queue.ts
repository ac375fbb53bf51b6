import { KindredError } from '../../schemas/errors.ts';
import type { JobName, JobPayload } from '../../schemas/jobs.ts';
import type { JobQueue, JobSnapshot } from '../queue/port.ts';
import type { DiskRoom } from '../runtime/disk-room.ts';
import type { AcceptedJobs } from './accepted-jobs.ts';
import type { Installation } from './identity.ts';

/** Curations that have left results, whether the queue still knows them or not. */
interface KeptCurations {
  kept(job: string): Promise<JobSnapshot<'curate'> | null>;
  allKept(): Promise<JobSnapshot<'curate'>[]>;
  /** The ids of all jobs that have files. */
  jobs(): Promise<string[]>;
}

interface OwnQueueParts {
  readonly installation: Installation;
  readonly accepted: AcceptedJobs;
  readonly curations: KeptCurations;
  readonly disk: Pick<DiskRoom, 'assert'>;
}

/** The queue of an installation, as its parts see it. */
export interface OwnQueue extends JobQueue {
  /**
   * Accepts a job: it is on the disk of the installation before it is in the queue.
   * @param from the id of the key with which it was sent
   * @throws KindredError `storage_full` when the disk has no room, `queue_unavailable` when the queue does not answer or
   * is that of another installation
   */
  enqueue<N extends JobName>(
    name: N,
    id: string,
    payload: JobPayload<N>,
    from?: string | null,
  ): Promise<void>;
}

/**
 * A queue whose accepted jobs are on disk too, and whose curations are found as long as their results are there, also
 * when the datastore has lost or forgotten them. One whose results were removed lists no files.
 */
export function ownQueue(queue: JobQueue, parts: OwnQueueParts): OwnQueue {
  const { installation, accepted, curations, disk } = parts;
  return {
    ...passedOn(queue),
    enqueue: async (name, id, payload, from = null) => {
      await disk.assert();
      await confirmed(installation);
      await accepted.add(name, id, payload, from);
      try {
        await queue.enqueue(name, id, payload);
      } catch (error) {
        await accepted.remove(id);
        throw error;
      }
    },
    find: async (name, id) => {
      const found = await queue.find(name, id);
      if (name !== 'curate') return found;
      if (found === null) return (await curations.kept(id)) as never;
      return found.result === null ? found : onlyFilesThere(found, await curations.jobs());
    },
    list: async (name, limit, wanted) => {
      const listed = await queue.list(name, limit, wanted);
      if (name !== 'curate') return listed;
      const kept = (await curations.allKept()) as unknown as typeof listed;
      const there = await curations.jobs();
      const all = merged(
        listed,
        wanted === undefined ? kept : kept.filter((job) => wanted(job.payload)),
        limit,
      );
      return all.map((job) => onlyFilesThere(job, there));
    },
    cancel: async (name, id, reason) => {
      const cancelled = await queue.cancel(name, id, reason);
      if (cancelled) await accepted.remove(id);
      return cancelled;
    },
    // What another installation accepted is not to be run with the files and the store of this one.
    work: (handlers) => queue.work(handlers, () => installation.confirm()),
    ping: async () => {
      await queue.ping();
      await confirmed(installation);
    },
  };
}

/** Asks whose queue it is, and tells strangers neither paths nor addresses; the log of the process has both. */
async function confirmed(installation: Installation): Promise<void> {
  try {
    await installation.confirm();
  } catch (error) {
    if (!(error instanceof KindredError) || error.code !== 'conflict') throw error;
    throw new KindredError(
      'queue_unavailable',
      'The queue has become that of another installation. The log of the service names both, and the way out.',
      { cause: error },
    );
  }
}

/** A curation as it is now: its job ended with files, and says that it has none when these were removed since. */
function onlyFilesThere<N extends JobName>(job: JobSnapshot<N>, there: readonly string[]): JobSnapshot<N> {
  if (job.result === null || there.includes(job.id)) return job;
  return { ...job, result: { rows: job.result.rows, files: [] } } as never;
}

/** The newest of both, each job once. */
function merged<J extends { readonly id: string; readonly createdAt: number }>(
  listed: readonly J[],
  kept: readonly J[],
  limit: number,
): J[] {
  const known = new Set(listed.map(({ id }) => id));
  const all = [...listed, ...kept.filter(({ id }) => !known.has(id))];
  return all.sort((a, b) => b.createdAt - a.createdAt).slice(0, limit);
}

function passedOn(
  queue: JobQueue,
): Pick<JobQueue, 'running' | 'amend' | 'depth' | 'board' | 'claim' | 'lease' | 'close'> {
  return {
    running: (name, wanted) => queue.running(name, wanted),
    amend: (name, id, progress) => queue.amend(name, id, progress),
    depth: () => queue.depth(),
    board: (path) => queue.board(path),
    claim: (installation) => queue.claim(installation),
    lease: (work, ms) => queue.lease(work, ms),
    close: (graceMs) => queue.close(graceMs),
  };
}
