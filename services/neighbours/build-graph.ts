import type { RowRange } from '../analysis/points.ts';
import type { Nearest } from './best-rows.ts';
import type { KnnGraph } from './knn-graph.ts';
import { throwIfAborted } from './search.ts';
import { rangesOf } from './tiles.ts';

/** Keeps the finished blocks of a graph that is being built, in the order of rows. */
export interface Checkpoint {
  /** The blocks that an earlier attempt has finished, from row 0 on. */
  read(): AsyncIterable<Nearest>;
  /** Keeps the block that follows the last one that was read or appended. */
  append(block: Nearest): Promise<void>;
}

/** Finds the neighbours of rows, one range after the other. */
export interface RangeSearch {
  /** The `k` nearest others of each row of a range. */
  nearest(range: RowRange): Promise<Nearest>;
  close(): Promise<void>;
}

export interface BuildOptions {
  readonly rows: number;
  /** Number of neighbours of each row, at most `rows - 1`. */
  readonly k: number;
  /** Number of rows that are asked for at a time, and kept when they are finished. */
  readonly blockRows: number;
  readonly checkpoint: Checkpoint;
  readonly signal: AbortSignal;
  /** Called with the number of rows that are done: first with those of an earlier attempt, then after each block. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/**
 * Builds a graph block by block, beginning where an earlier attempt ended. The signal is looked at between two blocks.
 *
 * @param open opens a search that begins at a row: the first one that the earlier attempt has not finished
 * @throws KindredError `cancelled` when the signal is aborted
 */
export async function buildGraph(
  open: (from: number) => Promise<RangeSearch>,
  { rows, k, blockRows, checkpoint, signal, onProgress }: BuildOptions,
): Promise<KnnGraph> {
  const graph = { rows, k, neighbours: new Int32Array(rows * k), scores: new Float32Array(rows * k) };
  let done = 0;
  const put = ({ neighbours, scores }: Nearest): void => {
    graph.neighbours.set(neighbours, done * k);
    graph.scores.set(scores, done * k);
    done += neighbours.length / k;
  };
  if (k === 0) return graph;
  for await (const block of checkpoint.read()) put(block);
  onProgress?.(done, rows);
  if (done === rows) return graph;
  const search = await open(done);
  try {
    for (const range of rangesOf({ begin: done, end: rows }, blockRows)) {
      throwIfAborted(signal);
      const block = await search.nearest(range);
      put(block);
      await checkpoint.append(block);
      onProgress?.(done, rows);
    }
  } finally {
    await search.close();
  }
  return graph;
}
