import { buildGraph } from './build-graph.ts';
import type { Graphs } from './graphs.ts';
import { openPairwise } from './pairwise-threads.ts';

/* eslint-disable-next-line @typescript-eslint/require-await -- an empty generator that is asynchronous */
async function* nothing(): AsyncGenerator<never> {
  yield* [];
}

/** Exact graphs that are computed anew each time and kept nowhere: for rows that nobody will ask about again. */
export const UNKEPT_GRAPHS: Graphs = {
  graphOf: ({ ids, points, k = 32, signal, onProgress }) => {
    const width = Math.max(0, Math.min(k, ids.length - 1));
    const checkpoint = { read: nothing, append: () => Promise.resolve() };
    return buildGraph((from) => openPairwise(points, width, from), {
      rows: ids.length,
      k: width,
      checkpoint,
      signal,
      onProgress,
    });
  },
};
