import { once } from 'node:events';
import { extname } from 'node:path';
import { Worker, type ResourceLimits } from 'node:worker_threads';

/** The first message of a thread: that it can be used, or why it cannot. */
export type OpeningReply =
  { readonly kind: 'ready' } | { readonly kind: 'unusable'; readonly reason: string };

/**
 * Starts a thread whose entry is a file beside another module.
 *
 * In a checkout the sources run through tsx. On Node 20 its hooks do not reach into threads, so the thread begins with two
 * lines that register them. A build has plain JavaScript and does not need them.
 *
 * @param name the name of the file without its ending
 * @param beside the address of the module beside it, `import.meta.url`
 * @param handedOver buffers within `workerData` that the thread takes over instead of a copy; the caller loses them
 * @param resourceLimits of its memory; the thread ends when it needs more
 */
export function startThread(
  name: string,
  beside: string,
  workerData: unknown,
  handedOver: readonly ArrayBuffer[] = [],
  resourceLimits: ResourceLimits = {},
): Worker {
  const extension = extname(new URL(beside).pathname);
  const entry = new URL(`./${name}${extension}`, beside);
  const options = { workerData, transferList: [...handedOver], execArgv: [], resourceLimits };
  if (extension !== '.ts') return new Worker(entry, options);
  const tsx = import.meta.resolve('tsx/esm/api');
  const script = `import { register } from '${tsx}'; register(); await import('${entry.href}');`;
  return new Worker(new URL(`data:text/javascript,${encodeURIComponent(script)}`), options);
}

/** Waits for the first message of a thread. It gives null when the thread is ready, else the reason why it cannot be used. */
export async function whyUnusable(worker: Worker): Promise<string | null> {
  const reply = await Promise.race([
    once(worker, 'message').then(([message]) => message as OpeningReply),
    once(worker, 'exit').then(([code]) => unusable(`its thread ended with code ${code}`)),
  ]).catch((error: unknown) => unusable(String(error)));
  return reply.kind === 'unusable' ? reply.reason : null;
}

function unusable(reason: string): OpeningReply {
  return { kind: 'unusable', reason };
}
