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
  /** Called after each block of queries with the number of queries that are done, and of all. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** Exact search among points, in a thread of its own. Scores are cosine similarities, rounded to millionths. */
export interface NeighbourSearch {
  /** Number of the points. */
  readonly rows: number;
  /**
   * The `k` nearest points of every query, or all others when there are fewer; points of equal score are in the order of
   * rows. The signal is looked at between two blocks of queries.
   *
   * @throws KindredError `cancelled` when the signal is aborted, `internal` when the thread fails
   */
  nearest(queries: Queries, k: number, options?: SearchOptions): Promise<Nearest>;
  /**
   * All pairs of a query and a point that score `threshold` or more, in pieces of bounded size. The rows of a query
   * ascend from piece to piece. The signal is looked at between two pieces.
   *
   * @throws KindredError `cancelled` when the signal is aborted, `internal` when the thread fails
   */
  matches(queries: Queries, threshold: number, options?: SearchOptions): AsyncGenerator<Matches>;
  /** Ends the thread once it has answered all questions. */
  close(): Promise<void>;
}

/** Number of queries in one piece of `matches`. When every pair matches, a piece has two million pairs. */
const MATCHED_ROWS = 256;

/**
 * Opens a search among points, which must be L2-normalised. They are copied into the thread, unless they lie in a
 * SharedArrayBuffer.
 *
 * @throws KindredError `internal` when the runtime cannot be used
 */
export async function openSearch(points: Points): Promise<NeighbourSearch> {
  const threads = Math.min(availableParallelism(), MOST_THREADS);
  const { values, handedOver } = valuesForThread(points);
  return new ThreadSearch(points, await openSearchThread({ ...points, values }, threads, handedOver));
}

/** A copy of the vectors that is handed over to the thread: posting the vectors themselves would copy them twice. */
function valuesForThread({ values }: Points): { values: Float32Array; handedOver: ArrayBuffer[] } {
  if (values.buffer instanceof SharedArrayBuffer) return { values, handedOver: [] };
  const copy = new Float32Array(values);
  return { values: copy, handedOver: [copy.buffer] };
}

/**
 * The `k` nearest of `points` for every query, by a search that is opened and closed for it. Queries and points must be
 * vectors of the same space. See `NeighbourSearch.nearest`.
 */
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

/** Gives `use` a search that is opened when it is first asked for, and closes it afterwards. */
export async function withSearch<T>(
  points: Points,
  use: (openOnce: () => Promise<NeighbourSearch>) => Promise<T>,
): Promise<T> {
  let opening: Promise<NeighbourSearch> | null = null;
  try {
    return await use(() => (opening ??= openSearch(points)));
  } finally {
    await (opening as Promise<NeighbourSearch> | null)?.then((search) => search.close());
  }
}

function countOf(queries: Queries, dimensions: number): number {
  return 'own' in queries ? queries.own.length : queries.vectors.length / dimensions;
}

/** @throws KindredError `cancelled` when the signal is aborted */
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
