import { join } from 'node:path';
import { KindredError } from '../../schemas/errors.ts';
import type { SpaceName } from '../../schemas/record.ts';
import type { Points } from '../analysis/points.ts';
import type { RecordStore } from '../store/port.ts';
import type { Checkpoint } from './build-graph.ts';
import { GraphFiles, type GraphKey, type KeptGraphFile, type StoredGraph } from './graph-files.ts';
import type { KnnGraph } from './knn-graph.ts';
import { EXACT_ROWS, newGraph } from './new-graph.ts';
import { withSearch, type NeighbourSearch } from './search.ts';
import { isCheap, rowChange, updateGraph } from './update-graph.ts';

/** Number of neighbours of a row when the request names none. */
const DEFAULT_K = 32;
/** The share of all pairs that is compared for a new graph: each pair once, or those of near cells, roughly. */
const EXACT_SHARE = 1 / 2;
const APPROXIMATE_SHARE = 1 / 32;

export interface GraphRequest {
  /** The corpora to which the records belong that are the rows. */
  readonly corpora: readonly string[];
  readonly space: SpaceName;
  /** The record id of each row. An id and the space determine the vector of the row. */
  readonly ids: readonly string[];
  /** The vector of each row, L2-normalised. */
  readonly points: Points;
  /** Number of neighbours of a row. Default 32; fewer when there are not as many other rows. */
  readonly k?: number;
  readonly signal: AbortSignal;
  /** Called with the number of rows that are done, and of all rows. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** Graphs of nearest neighbours. Each is computed once, kept, and brought up to date when rows come or go. */
export interface Graphs {
  /**
   * The graph of the rows. When a graph of the same ids was kept, it is that one; when most of its rows are still there,
   * the kept one is brought up to date; otherwise a new one is built. A build that was interrupted goes on at the next
   * call for the same rows.
   *
   * @throws KindredError `cancelled` when the signal is aborted, `store_unavailable` when the graph cannot be kept
   */
  graphOf(request: GraphRequest): Promise<KnnGraph>;
}

/** All graphs that are kept in one place. */
export interface KeptGraphs {
  /** The graphs of the records of a store. */
  of(store: GraphStore): Graphs;
  /**
   * Removes the graphs that have rows of a corpus.
   * @throws KindredError `store_unavailable` when a file cannot be removed
   */
  forget(corpus: string): Promise<void>;
  /** The files of all graphs, also of those that are being built. */
  list(): Promise<KeptGraphFile[]>;
  /** Removes one of these files. The graph is built again when it is needed. */
  remove(name: string): Promise<void>;
}

type GraphStore = Pick<RecordStore, 'signature'>;

/**
 * Keeps graphs below a data directory.
 * @param exactRows up to this many rows all are compared with all; graphs of more of them miss a few neighbours, and say how many
 */
export function graphsBelow(dataDir: string, exactRows = EXACT_ROWS): KeptGraphs {
  const directory = join(dataDir, 'graphs');
  const files = new GraphFiles(directory);
  const turns = new Turns();
  const inWords = (cause: unknown): never => {
    throw asStoreError(directory, cause);
  };
  return {
    of: (store) => ({
      graphOf: (request) => {
        const { corpora, space } = request;
        const key = { corpora, space, spaceId: store.signature.spaceId };
        // Calls for the same graph run one after the other, so that a later one finds what an earlier one has kept.
        const make = () => keptOrMade({ request, key, files, exactRows });
        return turns.take(JSON.stringify([corpora, space]), make).catch(inWords);
      },
    }),
    forget: (corpus) => files.forget(corpus).catch(inWords),
    list: () => files.list(),
    remove: (name) => files.remove(name).catch(inWords),
  };
}

/** Runs pieces of work with the same name one after the other, in the order in which they were given. */
class Turns {
  readonly #last = new Map<string, Promise<unknown>>();

  async take<T>(name: string, work: () => Promise<T>): Promise<T> {
    const before = this.#last.get(name) ?? Promise.resolve();
    const turn = before.then(work, work);
    this.#last.set(name, turn);
    try {
      return await turn;
    } finally {
      if (this.#last.get(name) === turn) this.#last.delete(name);
    }
  }
}

interface Context {
  readonly request: GraphRequest;
  readonly key: GraphKey;
  readonly files: GraphFiles;
  readonly exactRows: number;
}

async function keptOrMade(context: Context): Promise<KnnGraph> {
  const { request, key, files } = context;
  const { ids, k = DEFAULT_K } = request;
  const kept = await files.read(key);
  const most = Math.max(0, ids.length - 1);
  const asked = Math.min(k, most);
  if (kept !== null && kept.graph.k >= asked && sameIds(kept.ids, ids)) return firstOf(kept.graph, asked);
  const width = Math.min(Math.max(k, kept === null ? 0 : kept.graph.k), most);
  const graph = await withSearch(request.points, (search) => make(context, kept, width, search));
  await files.write(key, { ids, graph });
  return firstOf(graph, asked);
}

/** Brings the kept graph up to date where that is less work, or builds a new one. */
async function make(
  context: Context,
  kept: StoredGraph | null,
  k: number,
  openOnce: () => Promise<NeighbourSearch>,
): Promise<KnnGraph> {
  const { request, key, files, exactRows } = context;
  const { ids, points, signal, onProgress } = request;
  const isExact = ids.length <= exactRows;
  const share = isExact ? EXACT_SHARE : APPROXIMATE_SHARE;
  const change = kept === null || kept.graph.k !== k ? null : rowChange(kept, ids);
  if (kept !== null && change !== null && isCheap(change, ids.length, share)) {
    return updateGraph(kept.graph, change, points, await openOnce(), {
      signal,
      ...(onProgress && { onProgress }),
    });
  }
  const checkpointOf = (blockRows: number): Checkpoint => files.checkpoint(key, ids, k, blockRows);
  return newGraph(points, openOnce, checkpointOf, { k, exactRows, signal, onProgress });
}

function sameIds(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((id, row) => id === right[row]);
}

/** The first `k` neighbours of each row. */
function firstOf(graph: KnnGraph, k: number): KnnGraph {
  if (graph.k === k) return graph;
  const { rows, neighbours, scores } = graph;
  const first = { ...graph, k, neighbours: new Int32Array(rows * k), scores: new Float32Array(rows * k) };
  for (let row = 0; row < rows; row++) {
    const from = row * graph.k;
    first.neighbours.set(neighbours.subarray(from, from + k), row * k);
    first.scores.set(scores.subarray(from, from + k), row * k);
  }
  return first;
}

/** Turns an error of the file system into a `store_unavailable` that says what to do; other errors stay as they are. */
function asStoreError(directory: string, cause: unknown): unknown {
  if (cause instanceof KindredError || !(cause instanceof Error && 'code' in cause)) return cause;
  return new KindredError(
    'store_unavailable',
    `The graph of neighbours cannot be kept in ${directory}: ${cause.message}. Make room there, or let it be written.`,
    { cause },
  );
}
