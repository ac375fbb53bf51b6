import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { QdrantConnection } from './connection.ts';

/** A segment with this many kilobytes of vectors gets a graph; this is the server's own default. */
export const INDEXING_THRESHOLD = 10_000;
const NEVER = 0;
/**
 * A segment is written anew when this share of its records has been deleted. Until then the server counts their words when
 * it weighs words by their rarity, so this is less than its own defaults, a fifth of at least 1,000. No less than 100 can
 * be asked for.
 */
export const REBUILD = { deleted_threshold: 0.05, vacuum_min_vector_number: 100 };
const POLL_MS = 500;
/** How long a change of settings waits for the end of a rewriting, which may take minutes where a large graph is built. */
const REWRITTEN_MS = 5_000;

/** Puts off building graphs: while segments grow, graphs would be thrown away and built again. */
export async function deferIndexing(connection: QdrantConnection, collection: string): Promise<void> {
  await setThreshold(connection, collection, NEVER);
}

/** Lets the server build graphs again, which it does in the background. */
export async function resumeIndexing(connection: QdrantConnection, collection: string): Promise<void> {
  await setThreshold(connection, collection, INDEXING_THRESHOLD);
}

/** Waits until the server has nothing left to build. */
export async function untilIndexed(
  connection: QdrantConnection,
  collection: string,
  signal: AbortSignal,
): Promise<void> {
  for (;;) {
    const { status } = await connection.call((client) => client.getCollection(collection));
    if (status === 'green') return;
    await sleep(POLL_MS, undefined, { signal });
  }
}

/**
 * Changes the threshold where it is another one. A change makes Qdrant 1.17 give up the rewriting of segments that is under
 * way, and points that were deleted meanwhile are there again and stay. So it comes between two rewritings where it can.
 */
async function setThreshold(
  connection: QdrantConnection,
  collection: string,
  kilobytes: number,
): Promise<void> {
  for (const giveUp = performance.now() + REWRITTEN_MS; ;) {
    const { config, status } = await connection.call((client) => client.getCollection(collection));
    const { indexing_threshold, deleted_threshold, vacuum_min_vector_number } = config.optimizer_config;
    const wanted = { indexing_threshold: kilobytes, ...REBUILD };
    if (isDeepStrictEqual({ indexing_threshold, deleted_threshold, vacuum_min_vector_number }, wanted))
      return;
    if (status !== 'yellow' || performance.now() > giveUp) break;
    await sleep(POLL_MS);
  }
  await connection.call((client) =>
    client.updateCollection(collection, { optimizers_config: { indexing_threshold: kilobytes, ...REBUILD } }),
  );
}
