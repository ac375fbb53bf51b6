import type { RowRange } from '../analysis/points.ts';

/** Number of queries compared at a time. With a tile of the largest size their similarities take 32 MiB. */
export const QUERY_ROWS = 1_024;
/** Number of rows in the largest tile. */
const MOST_TILE_ROWS = 8_192;

/*
 * These numbers make a score depend on its two vectors alone, bit for bit, wherever they stand. MLAS, the matrix product
 * of onnxruntime, adds up in steps of 128 dimensions, the same for every element, with two exceptions: a single query has a
 * kernel of its own, and a thread that gets fewer than 128 of the other rows takes longer steps. So there are always at
 * least two queries, and at least 128 other rows for each of as many threads as there can be.
 */
export const LEAST_QUERIES = 2;
export const MOST_THREADS = 16;
export const ROWS_OF_A_THREAD = 128;
export const LEAST_TILE_ROWS = ROWS_OF_A_THREAD * MOST_THREADS;

/** Cuts rows into tiles of nearly equal size. Only when all rows make a single tile may it be below `LEAST_TILE_ROWS`. */
export function tilesOf({ begin, end }: RowRange): RowRange[] {
  const rows = end - begin;
  const count = Math.ceil(rows / MOST_TILE_ROWS);
  return Array.from({ length: count }, (_, at) => ({
    begin: begin + Math.floor((rows * at) / count),
    end: begin + Math.floor((rows * (at + 1)) / count),
  }));
}

/** Cuts rows into ranges of `size` rows; the last one may be shorter. */
export function* rangesOf({ begin, end }: RowRange, size: number): Generator<RowRange> {
  for (let at = begin; at < end; at += size) yield { begin: at, end: Math.min(end, at + size) };
}
