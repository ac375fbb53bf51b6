import type { JobState as StoredState } from 'bullmq';
import type { JobName } from '../../schemas/jobs.ts';
import type { StoredJob, StoredQueue } from './backend.ts';
import { CANCELLED_MESSAGE, type Cancellations } from './cancellations.ts';
import { decodePayload, decodeProgress, decodeResult, parseChildKey } from './codec.ts';
import type { JobSnapshot, JobState } from './port.ts';

/** Finds the queue of the jobs of a name; null when there is none. */
export type QueueOf = (name: string) => StoredQueue | null;

const STATES: { readonly [S in StoredState | 'unknown']: JobState | null } = {
  waiting: 'waiting',
  prioritized: 'waiting',
  delayed: 'delayed',
  active: 'active',
  'waiting-children': 'waiting-children',
  completed: 'completed',
  failed: 'failed',
  unknown: null,
};

export const ENDED_STATES: ReadonlySet<JobState> = new Set(['completed', 'failed', 'cancelled']);

/** The state of a job for callers. A cancelled job counts as cancelled at once, although its handler may still be running. */
function effectiveState(state: JobState, job: StoredJob, isCancelled: boolean): JobState {
  if (state === 'completed') return state;
  return isCancelled || job.failedReason === CANCELLED_MESSAGE ? 'cancelled' : state;
}

/**
 * What is known about a job now; null when there is no such job. Its state is read before the job itself, so that a job
 * that is found completed has its result.
 */
export async function takeSnapshot<N extends JobName>(
  name: N,
  id: string,
  cancellations: Cancellations,
  queueOf: QueueOf,
): Promise<JobSnapshot<N> | null> {
  const queue = queueOf(name);
  const stored = STATES[(await queue?.getJobState(id)) ?? 'unknown'];
  const job = await queue?.getJob(id);
  if (stored === null || job === undefined) return null;
  const [counts, cancellation] = await Promise.all([
    job.getDependenciesCount(),
    cancellations.find(name, id),
  ]);
  const state = effectiveState(stored, job, cancellation !== null);
  return {
    id,
    name,
    state,
    payload: decodePayload<N>(job.data),
    progress: decodeProgress<N>(job.progress),
    result: state === 'completed' ? decodeResult<N>(job.returnvalue) : null,
    error:
      state === 'cancelled'
        ? (cancellation?.reason ?? CANCELLED_MESSAGE)
        : await errorOf(state, job, queueOf),
    attempts: job.attemptsMade,
    children: {
      finished: (counts.processed ?? 0) + (counts.failed ?? 0) + (counts.ignored ?? 0),
      unfinished: counts.unprocessed ?? 0,
    },
    createdAt: job.timestamp,
    startedAt: job.processedOn ?? null,
    finishedAt: ENDED_STATES.has(state) ? (job.finishedOn ?? cancellation?.at ?? null) : null,
  };
}

/** Why a job has failed, or its last attempt when it waits for the next one. */
async function errorOf(state: JobState, job: StoredJob, queueOf: QueueOf): Promise<string | null> {
  return state === 'completed' ? null : explainFailure(job, queueOf);
}

/** Why a job has failed. BullMQ gives only the key of a child that has failed, so the reason is looked up there. */
async function explainFailure(job: StoredJob, queueOf: QueueOf): Promise<string | null> {
  const reason = job.failedReason ?? null;
  const childKey = reason === null ? undefined : /^child (\S+) failed$/.exec(reason)?.[1];
  return childKey === undefined ? reason : describeFailedChild(childKey, queueOf);
}

/** One sentence on why a child has failed. @param key BullMQ's key of the child */
export async function describeFailedChild(key: string, queueOf: QueueOf): Promise<string> {
  const { queue, id } = parseChildKey(key);
  const child = await queueOf(queue)?.getJob(id);
  return `Its part ${queue} ${id} failed: ${child?.failedReason ?? 'the reason is no longer known'}`;
}
