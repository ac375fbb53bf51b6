import { availableParallelism } from 'node:os';
import { KindredError } from '../../schemas/errors.ts';
import type { Points, RowRange } from '../analysis/points.ts';
import type { AskedThread } from './asked-thread.ts';
import type { Nearest } from './best-rows.ts';
import { openSearchThread } from './open-search-thread.ts';
import type { Matches, Queries } from './search-messages.ts';
import { MOST_THREADS, QUERY_ROWS, rangesOf, tilesOf } from './tiles.ts';

export interface SearchOptions {
  readonly signal?: AbortSignal;
  /** Told after each block of queries. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** Exact search among points, in a thread of its own. Scores are cosine similarities, rounded to millionths. */
export interface NeighbourSearch {
  readonly rows: number;
  /**
   * The `k` nearest points of every query, fewer when there are fewer others; equal scores in the order of rows.
   *
   * @throws KindredError `cancelled`, between two blocks
   */
  nearest(queries: Queries, k: number, options?: SearchOptions): Promise<Nearest>;
  /**
   * All points that score `threshold` or more, in pieces of bounded size: pairs of a query and a row. A query's rows
   * ascend, over all pieces.
   *
   * @throws KindredError `cancelled`, between two pieces
   */
  matches(queries: Queries, threshold: number, options?: SearchOptions): AsyncGenerator<Matches>;
  /** Ends the thread after what it computes. */
  close(): Promise<void>;
}

/** Queries of one piece of `matches`: where every pair matches, a piece has two million pairs. */
const MATCHED_ROWS = 256;

/**
 * Opens a search among points. They are copied into the thread, unless they lie in a SharedArrayBuffer.
 *
 * @throws KindredError `internal` when the runtime cannot be used
 */
export async function openSearch(points: Points): Promise<NeighbourSearch> {
  const threads = Math.min(availableParallelism(), MOST_THREADS);
  const { values, handedOver } = valuesForThread(points);
  return new ThreadSearch(points, await openSearchThread({ ...points, values }, threads, handedOver));
}

/** One copy that is handed over: posting the vectors themselves would make two, one of them for the way. */
function valuesForThread({ values }: Points): { values: Float32Array; handedOver: ArrayBuffer[] } {
  if (values.buffer instanceof SharedArrayBuffer) return { values, handedOver: [] };
  const copy = new Float32Array(values);
  return { values: copy, handedOver: [copy.buffer] };
}

/** The `k` nearest of `points` for every query, which are points of the same space; see `NeighbourSearch.nearest`. */
export async function nearestIn(
  queries: Points,
  points: Points,
  k: number,
  options?: SearchOptions,
): Promise<Nearest> {
  const search = await openSearch(points);
  try {
    return await search.nearest({ vectors: queries.values }, k, options);
  } finally {
    await search.close();
  }
}

function countOf(queries: Queries, dimensions: number): number {
  return 'own' in queries ? queries.own.length : queries.vectors.length / dimensions;
}

/** @throws KindredError `cancelled` */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted !== true) return;
  throw new KindredError('cancelled', 'The search for neighbours was cancelled by its caller.', {
    cause: signal.reason,
  });
}

class ThreadSearch implements NeighbourSearch {
  readonly rows: number;
  readonly #dimensions: number;
  readonly #thread: AskedThread;

  constructor({ rows, dimensions }: Points, thread: AskedThread) {
    this.rows = rows;
    this.#dimensions = dimensions;
    this.#thread = thread;
  }

  async nearest(queries: Queries, k: number, options: SearchOptions = {}): Promise<Nearest> {
    const total = countOf(queries, this.#dimensions);
    const width = Math.max(0, Math.min(k, 'own' in queries ? this.rows - 1 : this.rows));
    const neighbours = new Int32Array(total * width);
    const scores = new Float32Array(total * width);
    for (const block of rangesOf({ begin: 0, end: width === 0 ? 0 : total }, QUERY_ROWS)) {
      throwIfAborted(options.signal);
      const found = await this.#thread.ask({
        kind: 'nearest',
        queries: this.#part(queries, block),
        k: width,
      });
      neighbours.set(found.neighbours, block.begin * width);
      scores.set(found.scores, block.begin * width);
      options.onProgress?.(block.end, total);
    }
    return { k: width, neighbours, scores };
  }

  async *matches(queries: Queries, threshold: number, options: SearchOptions = {}): AsyncGenerator<Matches> {
    const total = countOf(queries, this.#dimensions);
    for (const block of rangesOf({ begin: 0, end: total }, MATCHED_ROWS)) {
      const part = this.#part(queries, block);
      for (const tile of tilesOf({ begin: 0, end: this.rows })) {
        throwIfAborted(options.signal);
        const found = await this.#thread.ask({ kind: 'matches', queries: part, tile, threshold });
        if (found.rows.length === 0) continue;
        yield { ...found, queries: found.queries.map((query) => query + block.begin) };
      }
      options.onProgress?.(block.end, total);
    }
  }

  close(): Promise<void> {
    return this.#thread.end();
  }

  #part(queries: Queries, { begin, end }: RowRange): Queries {
    if ('own' in queries) return { own: queries.own.slice(begin, end) };
    return { vectors: queries.vectors.slice(begin * this.#dimensions, end * this.#dimensions) };
  }
}
