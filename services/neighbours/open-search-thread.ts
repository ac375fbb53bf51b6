import { KindredError } from '../../schemas/errors.ts';
import type { Points } from '../analysis/points.ts';
import { startThread, whyUnusable } from '../runtime/start-thread.ts';
import { AskedThread } from './asked-thread.ts';
import type { SearchConfig } from './search-messages.ts';

/**
 * Starts a thread that compares points, and waits until it is ready.
 *
 * @param threads number of cores that a matrix product in it may use
 * @param handedOver buffers of the points that the thread takes over instead of a copy; the caller loses them
 * @throws KindredError `internal` when the runtime cannot be used
 */
export async function openSearchThread(
  points: Points,
  threads: number,
  handedOver: readonly ArrayBuffer[] = [],
): Promise<AskedThread> {
  const config: SearchConfig = { points, threads };
  const worker = startThread('search-thread', import.meta.url, config, [...handedOver]);
  const reason = await whyUnusable(worker);
  if (reason === null) return new AskedThread(worker);
  await worker.terminate();
  throw new KindredError('internal', `Vectors cannot be compared: ${reason}.`);
}
