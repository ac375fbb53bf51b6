import type { Checkpoint } from './build-graph.ts';
import type { Graphs } from './graphs.ts';
import { EXACT_ROWS, newGraph } from './new-graph.ts';
import { withSearch } from './search.ts';

/* eslint-disable-next-line @typescript-eslint/require-await -- an empty generator that is asynchronous */
async function* nothing(): AsyncGenerator<never> {
  yield* [];
}

const NO_CHECKPOINT: Checkpoint = { read: nothing, append: () => Promise.resolve() };

/** Graphs that are computed anew each time and kept nowhere: for rows that nobody will ask about again. */
export const UNKEPT_GRAPHS: Graphs = {
  graphOf: ({ ids, points, k = 32, signal, onProgress }) => {
    const options = {
      k: Math.max(0, Math.min(k, ids.length - 1)),
      exactRows: EXACT_ROWS,
      signal,
      onProgress,
    };
    return withSearch(points, (openOnce) => newGraph(points, openOnce, () => NO_CHECKPOINT, options));
  },
};
