import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { Points, RowRange } from '../analysis/points.ts';
import { at } from '../runtime/at.ts';
import type { TileBest } from './best-rows.ts';
import { comparingModel, rankingFirstModel, rankingModel } from './similarity-model.ts';
import { LEAST_QUERIES, LEAST_TILE_ROWS, ROWS_OF_A_THREAD } from './tiles.ts';

/** The similarities of queries with the rows of a tile, in millionths, row-major. */
export interface TileSimilarities {
  /** How many places further on the next query begins; at least the number of rows of the tile. */
  readonly stride: number;
  readonly scores: Float32Array;
}

/** Compares queries with tiles of the points by the graphs of `similarity-model.ts`. Every call blocks its thread. */
export interface TileComparer {
  /** The best `k` rows of the tile for each query, or all rows when it has fewer; scores are in millionths. */
  rank(queries: Points, tile: RowRange, k: number): Promise<TileBest>;
  /** The similarity of each query with every row of the tile. The arrays are overwritten by the next call. */
  compare(queries: Points, tile: RowRange): Promise<TileSimilarities>;
  /** The similarity of each query with every one of other rows, as `compare` gives it for a tile. */
  compareWith(queries: Points, others: Points): Promise<TileSimilarities>;
  release(): Promise<void>;
}

/**
 * Opens the graphs that compare vectors.
 * @param threads number of cores that a matrix product may use
 */
export async function openTileComparer(points: Points, threads: number): Promise<TileComparer> {
  const open = (model: Uint8Array): Promise<InferenceSession> =>
    InferenceSession.create(model, {
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      enableMemPattern: false,
      logSeverityLevel: 4,
      // Threads that spin while they wait would take the cores from encoder and store.
      extra: { session: { intra_op: { allow_spinning: '0' } } },
    });
  const padded = points.rows < LEAST_TILE_ROWS;
  const ranking = await open(padded ? rankingFirstModel() : rankingModel());
  const comparing = await open(comparingModel());
  const othersOf = tileTensors(points);
  let buffer = new Float32Array();
  const compare = async (queries: Points, others: Tensor): Promise<TileSimilarities> => {
    const rows = queryTensor(queries);
    const shape = [at(rows.dims, 0), at(others.dims, 0)] as const;
    const size = shape[0] * shape[1];
    // One buffer for all calls: the runtime would take, and clear, new memory for each.
    if (buffer.length < size) buffer = new Float32Array(size);
    const scores = buffer.subarray(0, size);
    const similarities = new Tensor('float32', scores, shape);
    await comparing.run({ queries: rows, others }, { similarities });
    return { stride: shape[1], scores };
  };
  return {
    rank: async (queries, tile, k) => {
      const rows = tile.end - tile.begin;
      const width = Math.min(k, rows);
      const { scores, columns } = await ranking.run({
        queries: queryTensor(queries),
        others: othersOf(tile),
        k: whole(width),
        ...(padded && { zero: whole(0), width: whole(rows), one: whole(1) }),
      });
      return { width, scores: scores?.data as Float32Array, columns: columns?.data as Int32Array };
    },
    compare: (queries, tile) => compare(queries, othersOf(tile)),
    compareWith: (queries, others) => compare(queries, rowsTensor(others, ROWS_OF_A_THREAD * threads)),
    release: async () => {
      await ranking.release();
      await comparing.release();
    },
  };
}

function whole(value: number): Tensor {
  return new Tensor('int64', BigInt64Array.of(BigInt(value)), [1]);
}

function queryTensor(queries: Points): Tensor {
  return rowsTensor(queries, LEAST_QUERIES);
}

/** The rows, and after them rows of zeros when they are fewer than `least`. */
function rowsTensor({ rows, dimensions, values }: Points, least: number): Tensor {
  if (rows >= least) return new Tensor('float32', values, [rows, dimensions]);
  const filled = new Float32Array(least * dimensions);
  filled.set(values);
  return new Tensor('float32', filled, [least, dimensions]);
}

/**
 * Gives tiles of the points as tensors, as a view of the vectors where that is possible. The runtime takes no shared memory
 * and needs `LEAST_TILE_ROWS` rows; otherwise the rows are copied into a buffer, and what stands behind them there is
 * compared too but never looked at.
 */
function tileTensors({ dimensions, values }: Points): (tile: RowRange) => Tensor {
  const shared = values.buffer instanceof SharedArrayBuffer;
  let buffer = new Float32Array();
  let held: RowRange = { begin: 0, end: 0 };
  return ({ begin, end }) => {
    const view = values.subarray(begin * dimensions, end * dimensions);
    const rows = Math.max(end - begin, LEAST_TILE_ROWS);
    if (!shared && rows === end - begin) return new Tensor('float32', view, [rows, dimensions]);
    if (held.begin !== begin || held.end !== end) {
      if (buffer.length < rows * dimensions) buffer = new Float32Array(rows * dimensions);
      buffer.set(view);
      held = { begin, end };
    }
    return new Tensor('float32', buffer.subarray(0, rows * dimensions), [rows, dimensions]);
  };
}
