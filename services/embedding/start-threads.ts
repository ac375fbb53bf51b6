import { once } from 'node:events';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { KindredError } from '../../schemas/errors.ts';
import type { ThreadConfig, ThreadReply } from './thread-messages.ts';

/**
 * Starts encoder threads and waits until each has opened the graph. When one cannot, all are ended.
 *
 * @throws KindredError `encoder_unavailable` with the thread's reason
 */
export async function startThreads(config: ThreadConfig, count: number): Promise<Worker[]> {
  const workers = Array.from({ length: count }, () => startThread(config));
  try {
    await Promise.all(workers.map((worker) => ready(worker, config)));
    return workers;
  } catch (error) {
    await Promise.all(workers.map((worker) => worker.terminate()));
    throw error;
  }
}

/**
 * In a checkout the sources run through tsx. On Node 20 its hooks do not reach into threads, so the thread begins with
 * two lines that register them. A build has plain JavaScript and needs none.
 */
function startThread(config: ThreadConfig): Worker {
  const extension = extname(new URL(import.meta.url).pathname);
  const entry = new URL(`./encoder-thread${extension}`, import.meta.url);
  const options = { workerData: config, execArgv: [] };
  if (extension !== '.ts') return new Worker(entry, options);
  const tsx = import.meta.resolve('tsx/esm/api');
  const script = `import { register } from '${tsx}'; register(); await import('${entry.href}');`;
  return new Worker(new URL(`data:text/javascript,${encodeURIComponent(script)}`), options);
}

async function ready(worker: Worker, config: ThreadConfig): Promise<void> {
  const reply = await Promise.race([
    once(worker, 'message').then(([message]) => message as ThreadReply),
    once(worker, 'exit').then(([code]): ThreadReply => ({
      kind: 'unusable',
      reason: `its thread ended with code ${code}`,
    })),
  ]).catch((error: unknown): ThreadReply => ({ kind: 'unusable', reason: String(error) }));
  if (reply.kind !== 'unusable') return;
  throw new KindredError(
    'encoder_unavailable',
    `The graph ${config.graphPath} cannot be used: ${reply.reason}. Correct encoder.json or export the graph again.`,
  );
}
