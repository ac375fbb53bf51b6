import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'vitest';
import type { JobName } from '../../schemas/jobs.ts';
import type {
  JobContext,
  JobHandler,
  JobHandlers,
  JobQueue,
  JobSnapshot,
  JobState,
} from '../../services/queue/port.ts';
import { CURATED, EMBED, EMBEDDED, INGEST, INGESTED, REEMBEDDED } from './queue-samples.ts';

/** A queue of one adapter, with what the contract suite needs besides. */
export interface QueueUnderTest {
  readonly queue: JobQueue;
  /** Opens a queue on the same jobs, after `queue` was closed or its process was killed. */
  reopen(): Promise<JobQueue>;
  /** The arguments with which `queue-worker-process.ts` opens the same jobs. */
  readonly processArguments: readonly string[];
  cleanup(): Promise<void>;
}

/** Handlers that do what a test has set for a job, and as little as possible for every other job. */
export class ScriptedHandlers {
  readonly #ingest = new Map<string, JobHandler<'ingest-corpus'>>();
  readonly #embed = new Map<string, JobHandler<'embed-records'>>();
  readonly started: string[] = [];

  onIngest(handler: JobHandler<'ingest-corpus'>): string {
    const id = randomUUID();
    this.#ingest.set(id, handler);
    return id;
  }

  onEmbed(id: string, handler: JobHandler<'embed-records'>): string {
    this.#embed.set(id, handler);
    return id;
  }

  startsOf(id: string): number {
    return this.started.filter((started) => started === id).length;
  }

  readonly jobs: JobHandlers = {
    'ingest-corpus': async (job) => {
      this.started.push(job.id);
      return this.#ingest.get(job.id)?.(job) ?? INGESTED;
    },
    'reembed-corpus': (job) => {
      this.started.push(job.id);
      return Promise.resolve(REEMBEDDED);
    },
    curate: (job) => {
      this.started.push(job.id);
      return Promise.resolve(CURATED);
    },
    'embed-records': async (job) => {
      this.started.push(job.id);
      return this.#embed.get(job.id)?.(job) ?? EMBEDDED;
    },
  };
}

/** A promise that a test resolves when it wants to. */
export interface Gate {
  readonly opened: Promise<void>;
  readonly open: () => void;
}

export function gate(): Gate {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

/** Waits, and rejects when the signal of the job is aborted. */
export function untilStopped(job: { readonly signal: AbortSignal }): Promise<never> {
  return new Promise((_resolve, reject) => {
    const stop = (): void => reject(job.signal.reason as Error);
    if (job.signal.aborted) stop();
    else job.signal.addEventListener('abort', stop, { once: true });
  });
}

export async function enqueueIngest(queue: JobQueue, id: string): Promise<void> {
  await queue.enqueue('ingest-corpus', id, INGEST);
}

export async function addEmbed(job: JobContext<'ingest-corpus'>, id: string): Promise<void> {
  await job.addChild('embed-records', id, EMBED);
}

/** Polls until the job is in `state`. Fails when the job ends in another state. */
export async function reached<N extends JobName>(
  queue: JobQueue,
  name: N,
  id: string,
  state: JobState,
): Promise<JobSnapshot<N>> {
  const deadline = Date.now() + 45_000;
  for (;;) {
    const snapshot = await queue.find(name, id);
    if (snapshot?.state === state) return snapshot;
    if ((snapshot?.finishedAt ?? null) !== null || Date.now() > deadline) {
      expect.fail(`${name} ${id} did not become ${state}, it is ${JSON.stringify(snapshot, null, 1)}`);
    }
    await delay(20);
  }
}
