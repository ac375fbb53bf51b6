import type { Worker } from 'node:worker_threads';
import { KindredError } from '../../schemas/errors.ts';
import { startThread, whyUnusable } from '../runtime/start-thread.ts';
import type { ThreadConfig } from './thread-messages.ts';

/**
 * Starts encoder threads and waits until each has opened the graph. When one of them cannot, all are ended.
 *
 * @throws KindredError `encoder_unavailable` when a thread cannot open the graph; the message says why
 */
export async function startThreads(config: ThreadConfig, count: number): Promise<Worker[]> {
  const workers = Array.from({ length: count }, () => startThread('encoder-thread', import.meta.url, config));
  // All have answered before any is ended: the runtime aborts the process when its thread ends while it opens a graph.
  const answers = await Promise.allSettled(workers.map((worker) => ready(worker, config)));
  const refusal = answers.find((answer) => answer.status === 'rejected');
  if (refusal === undefined) return workers;
  await Promise.all(workers.map((worker) => worker.terminate()));
  throw refusal.reason;
}

async function ready(worker: Worker, config: ThreadConfig): Promise<void> {
  const reason = await whyUnusable(worker);
  if (reason === null) return;
  throw new KindredError(
    'encoder_unavailable',
    `The graph ${config.graphPath} cannot be used: ${reason}. Correct encoder.json or export the graph again.`,
  );
}
