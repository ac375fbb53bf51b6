import { availableParallelism } from 'node:os';
import type { Points } from '../analysis/points.ts';
import { at } from '../runtime/at.ts';
import type { Nearest } from './best-rows.ts';
import { rowOf, scoreOf } from './neighbour-key.ts';
import { openSearchThread } from './open-search-thread.ts';
import type { SharedRequest } from './search-messages.ts';
import { SCORE_UNIT } from './similarity-model.ts';
import { MOST_THREADS } from './tiles.ts';

/** Every part holds a list of neighbours for all rows, so there are few. The other cores serve the matrix products. */
const MOST_PARTS = 4;

/** Threads that share the work of comparing points with one another. */
export interface SearchThreads {
  /**
   * Asks every thread for its part, and merges what they found into the best `k` neighbours of each row; where all of them together
   * found fewer, the scores that are left are -Infinity.
   * @throws KindredError `internal` when a thread fails
   */
  ask(k: number, requestOf: (part: number, parts: number) => SharedRequest): Promise<Nearest>;
  close(): Promise<void>;
}

/**
 * Opens the threads. Choosing the best rows takes a core about as long as half of the products do, so every thread does both for its
 * share of the work.
 * @throws KindredError `internal` when the runtime cannot be used
 */
export async function openSearchThreads(points: Points): Promise<SearchThreads> {
  const cores = Math.min(availableParallelism(), MOST_THREADS);
  const parts = Math.min(cores, MOST_PARTS);
  const shared = { ...points, values: inSharedMemory(points.values) };
  const opening = Array.from({ length: parts }, () => openSearchThread(shared, Math.floor(cores / parts)));
  const threads = await Promise.all(opening);
  return {
    ask: async (k, requestOf) => {
      const found = await Promise.all(threads.map((thread, part) => thread.ask(requestOf(part, parts))));
      return bestOf(
        found.map(({ keys }) => keys),
        k,
      );
    },
    close: async () => {
      await Promise.all(threads.map((thread) => thread.end()));
    },
  };
}

/** The values in memory that all threads can read: the values themselves where that is so, else one copy. */
function inSharedMemory(values: Float32Array): Float32Array {
  if (values.buffer instanceof SharedArrayBuffer) return values;
  const copy = new Float32Array(new SharedArrayBuffer(values.byteLength));
  copy.set(values);
  return copy;
}

/** Merges what the parts have found, each best first, into the best `k` neighbours of each row. */
function bestOf(parts: readonly Float64Array[], k: number): Nearest {
  const count = at(parts, 0).length;
  const neighbours = new Int32Array(count);
  const scores = new Float32Array(count);
  for (let first = 0; first < count; first += k) {
    const next = parts.map(() => first);
    for (let place = first; place < first + k; place++) {
      let best = 0;
      for (let part = 1; part < parts.length; part++) {
        if (keyAt(parts, next, part) > keyAt(parts, next, best)) best = part;
      }
      const key = keyAt(parts, next, best);
      next[best]! += 1;
      neighbours[place] = rowOf(key);
      scores[place] = scoreOf(key) / SCORE_UNIT;
    }
  }
  return { k, neighbours, scores };
}

/** The best key of a part that is not taken yet. At most `k` are taken of a row, of the `k` that a part has for it. */
function keyAt(parts: readonly Float64Array[], next: readonly number[], part: number): number {
  return parts[part]![next[part]!]!;
}
