import type { RowRange } from '../analysis/points.ts';

/** Rows compared at a time: queries by others. Their similarities take 32 MiB at most. */
export const QUERY_ROWS = 1_024;
const MOST_TILE_ROWS = 8_192;

/*
 * What makes a score depend on its two vectors alone, bit for bit, wherever they stand. MLAS, onnxruntime's matrix
 * product, sums in steps of 128 dimensions, the same for every element, with two exceptions: one query alone (a kernel
 * of its own), and threads that get fewer than 128 of the others (longer steps). So there are always two queries or
 * more, and 128 others for each of the most threads.
 */
export const LEAST_QUERIES = 2;
export const MOST_THREADS = 16;
export const LEAST_TILE_ROWS = 128 * MOST_THREADS;

/** Cuts rows into tiles of nearly equal size: but for the only one of few rows, none is below `LEAST_TILE_ROWS`. */
export function tilesOf({ begin, end }: RowRange): RowRange[] {
  const rows = end - begin;
  const count = Math.ceil(rows / MOST_TILE_ROWS);
  return Array.from({ length: count }, (_, at) => ({
    begin: begin + Math.floor((rows * at) / count),
    end: begin + Math.floor((rows * (at + 1)) / count),
  }));
}

/** The rows in ranges of at most `size`. */
export function* rangesOf({ begin, end }: RowRange, size: number): Generator<RowRange> {
  for (let at = begin; at < end; at += size) yield { begin: at, end: Math.min(end, at + size) };
}
