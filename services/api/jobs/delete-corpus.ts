import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { deletedMeanwhile, type Epochs } from '../../epochs/port.ts';
import type { JobQueue } from '../../queue/port.ts';
import { hasEnded } from '../../queue/has-ended.ts';
import type { Results } from '../../curation/results.ts';
import type { KeptGraphs } from '../../neighbours/graphs.ts';
import type { RecordStore } from '../../store/port.ts';
import { dropCurationsOf } from './stale-results.ts';
import { JOBS_LOOKED_AT } from './user-jobs.ts';

/**
 * How long a deletion waits for older jobs to stop. A job whose worker was killed counts as running for less than this; a
 * worker that goes on for longer is asleep, and finds its corpus deleted when it wakes up.
 */
const WRITERS_END_MS = 15_000;
const WRITERS_POLL_MS = 50;
/** A write that its process has given up is no longer under way after this. */
const LATE_WRITES_MS = 10 * 60_000;

interface Deletion {
  readonly epochs: Epochs;
  readonly queue: JobQueue;
  readonly results: Results;
  readonly graphs: KeptGraphs;
  readonly store: Pick<RecordStore, 'delete' | 'endLoading'>;
  /** Aborted when the deletion shall be left to somebody else. */
  readonly signal?: AbortSignal;
}

/**
 * Deletes a corpus: everything of it that was accepted before, and nothing that is accepted from now on. When the process
 * is killed meanwhile, any process can finish the deletion.
 * @returns how many records were deleted
 */
export async function deleteCorpus(corpus: string, deletion: Deletion): Promise<number> {
  return removeOlder(corpus, await deletion.epochs.raise(corpus), deletion);
}

/**
 * The epoch in which work on a corpus is accepted now. A deletion that is under way, or that a killed process left, is
 * carried to its end first, so that the work finds nothing of what was deleted.
 */
export async function epochForNewWork(corpus: string, deletion: Deletion): Promise<number> {
  const { epoch, deleting } = await deletion.epochs.of(corpus);
  if (deleting) await removeOlder(corpus, epoch, deletion);
  return epoch;
}

/**
 * Carries every deletion to its end that was begun and not finished. Those of the last minutes are repeated: a write that
 * was under way to the store when its process gave it up can arrive after the deletion, and nobody else would notice.
 * @param now the present time in milliseconds since the epoch
 * @param onError is told why one cannot be finished now, which keeps nobody from anything else
 */
export async function finishDeletions(
  deletion: Deletion,
  now: number,
  onError: (error: unknown, corpus: string) => void,
): Promise<void> {
  for (const [corpus, { epoch, deleting }] of await deletion.epochs.all()) {
    try {
      if (deleting) await removeOlder(corpus, epoch, deletion);
      else if (now - epoch < LATE_WRITES_MS) {
        await deletion.store.delete({ corpora: [corpus], writtenBefore: epoch });
      }
    } catch (error) {
      onError(error, corpus);
    }
  }
}

/** What this process is removing, by corpus and epoch. */
const underWay = new WeakMap<Epochs, Map<string, Promise<number>>>();

/**
 * Removes what is older than an epoch; whoever asks while this process is at it waits for the same removal and gets its count, for a
 * second one would find nothing left. If that removal fails, it is done anew.
 */
function removeOlder(corpus: string, epoch: number, deletion: Deletion): Promise<number> {
  const removals = underWay.get(deletion.epochs) ?? new Map<string, Promise<number>>();
  underWay.set(deletion.epochs, removals);
  const key = `${epoch} ${corpus}`;
  const running = removals.get(key);
  if (running !== undefined) return running.catch(() => removeOlderNow(corpus, epoch, deletion));
  const removal = removeOlderNow(corpus, epoch, deletion).finally(() => removals.delete(key));
  removals.set(key, removal);
  return removal;
}

/**
 * Several processes may do so at once, and each step may be repeated. What quotes texts goes first, because it could
 * otherwise be read after the records are gone.
 */
async function removeOlderNow(corpus: string, epoch: number, deletion: Deletion): Promise<number> {
  const { epochs, queue, results, graphs, store } = deletion;
  await dropCurationsOf(corpus, epoch, results, queue);
  await endWriters(corpus, epoch, deletion);
  await graphs.forget(corpus);
  const deleted = await store.delete({ corpora: [corpus], writtenBefore: epoch });
  await epochs.settle(corpus, epoch);
  return deleted;
}

/** Ends the jobs that still write into the corpus, and removes what their uploads and reports hold of it. */
async function endWriters(corpus: string, epoch: number, { queue, store, signal }: Deletion): Promise<void> {
  const isOlder = (payload: { readonly corpus: string; readonly epoch?: number | undefined }): boolean =>
    payload.corpus === corpus && (payload.epoch ?? 0) < epoch;
  const ingestions = await queue.list('ingest-corpus', JOBS_LOOKED_AT, isOlder);
  const moves = await queue.list('reembed-corpus', JOBS_LOOKED_AT, isOlder);
  const reason = deletedMeanwhile(corpus).message;
  const writing = [...ingestions, ...moves].filter(({ state }) => !hasEnded(state));
  for (const { name, id } of writing) await queue.cancel(name, id, reason);
  await untilEnded(queue, isOlder, signal);
  for (const { id, payload, progress } of ingestions) {
    if (payload.remove_after) await rm(payload.path, { force: true });
    if (progress !== null && progress.rejections.length > 0)
      await queue.amend('ingest-corpus', id, { ...progress, rejections: [] });
  }
  if (writing.length > 0) await store.endLoading();
}

async function untilEnded(
  queue: JobQueue,
  isOlder: (payload: { readonly corpus: string; readonly epoch?: number | undefined }) => boolean,
  signal: AbortSignal | undefined,
): Promise<void> {
  const giveUp = performance.now() + WRITERS_END_MS;
  const names = ['ingest-corpus', 'reembed-corpus', 'embed-records'] as const;
  while (performance.now() < giveUp) {
    const running = await Promise.all(names.map((name) => queue.running(name, isOlder)));
    if (running.every((count) => count === 0)) return;
    await sleep(WRITERS_POLL_MS, undefined, { signal });
  }
}
