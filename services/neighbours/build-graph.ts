import type { RowRange } from '../analysis/points.ts';
import type { Nearest } from './best-rows.ts';
import type { KnnGraph } from './knn-graph.ts';
import { throwIfAborted } from './search.ts';
import { QUERY_ROWS, rangesOf } from './tiles.ts';

/** Finished blocks of a graph under way, in the order of rows. */
export interface Checkpoint {
  /** Those of an earlier attempt, from row 0 on. */
  read(): AsyncIterable<Nearest>;
  append(block: Nearest): Promise<void>;
}

/** Finds the neighbours of rows, range after range. */
export interface RangeSearch {
  /** The `k` nearest others of each row of a range. */
  nearest(range: RowRange): Promise<Nearest>;
  close(): Promise<void>;
}

export interface BuildOptions {
  readonly rows: number;
  /** Neighbours of a row, at most `rows - 1`. */
  readonly k: number;
  readonly checkpoint: Checkpoint;
  readonly signal: AbortSignal;
  /** Told of rows that are done, first of those of an earlier attempt. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/**
 * A graph block by block, from where an earlier attempt ended.
 *
 * @param open opens a search from the row on where the earlier attempt ended
 * @throws KindredError `cancelled`, between two blocks
 */
export async function buildGraph(
  open: (from: number) => Promise<RangeSearch>,
  { rows, k, checkpoint, signal, onProgress }: BuildOptions,
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
    for (const range of rangesOf({ begin: done, end: rows }, QUERY_ROWS)) {
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
