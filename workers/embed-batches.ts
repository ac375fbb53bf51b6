import { setTimeout as sleep } from 'node:timers/promises';
import type { EmbedRecordsResult, JobName } from '../schemas/jobs.ts';
import type { JobContext } from '../services/queue/port.ts';

/** Rows of one `embed-records` job: large enough for full token batches, small enough to repeat cheaply. */
export const BATCH_ROWS = 256;
/**
 * Most `embed-records` jobs of one corpus that are in the queue and not done. It bounds what the queue holds of a
 * corpus of any size, and is enough to keep sixteen workers busy.
 */
const MAX_OUTSTANDING = 32;
const BACKPRESSURE_POLL_MS = 40;

/** Waits until fewer than `MAX_OUTSTANDING` batches of the job are unfinished, so that another may be handed out. */
export async function waitForRoom(
  job: Pick<JobContext<JobName>, 'unfinishedChildren' | 'signal'>,
): Promise<void> {
  while ((await job.unfinishedChildren()) >= MAX_OUTSTANDING) {
    job.signal.throwIfAborted();
    await sleep(BACKPRESSURE_POLL_MS);
  }
  job.signal.throwIfAborted();
}

/** Adds up the results of several batches. */
export function sumOf(results: readonly EmbedRecordsResult[]): EmbedRecordsResult {
  const zero = { rows: 0, stored: 0, skipped: 0, embedded: 0, reused: 0, truncated: 0, inference_ms: 0 };
  return results.reduce(
    (sum, one) => ({
      rows: sum.rows + one.rows,
      stored: sum.stored + one.stored,
      skipped: sum.skipped + one.skipped,
      embedded: sum.embedded + one.embedded,
      reused: sum.reused + one.reused,
      truncated: sum.truncated + one.truncated,
      inference_ms: sum.inference_ms + one.inference_ms,
    }),
    zero,
  );
}
