import { selectRows, type Points } from '../analysis/points.ts';
import { copyList, type Nearest } from './best-rows.ts';
import type { StoredGraph } from './graph-files.ts';
import type { KnnGraph } from './knn-graph.ts';
import { openSearch, type NeighbourSearch, type SearchOptions } from './search.ts';
import { rangesOf } from './tiles.ts';

/** What has become of the rows of a graph. */
export interface RowChange {
  /** For each old row its new number, or -1 when it is gone. */
  readonly newRows: Int32Array;
  /** New numbers of the rows whose neighbours must be searched anew: added rows, and rows of which a neighbour is gone. */
  readonly searched: Int32Array;
  /** New numbers of the rows that were not there before. */
  readonly added: Int32Array;
}

/** Number of rows that are compared with the added ones at a time; their vectors are copied. */
const STEADY_ROWS = 8_192;

/**
 * What has changed from the rows of a stored graph to the rows with `ids`. It is null when rows have changed their order:
 * neighbours of equal score are in the order of rows, so such a graph cannot be brought up to date.
 */
export function rowChange({ ids: oldIds, graph }: StoredGraph, ids: readonly string[]): RowChange | null {
  const rowOfId = new Map(ids.map((id, row) => [id, row]));
  const newRows = Int32Array.from(oldIds, (id) => rowOfId.get(id) ?? -1);
  const kept = newRows.filter((row) => row >= 0);
  let before = -1;
  for (const row of kept) {
    if (row <= before) return null;
    before = row;
  }
  const isSearched = new Uint8Array(ids.length).fill(1);
  for (const row of kept) isSearched[row] = 0;
  const rows = Int32Array.from(ids.keys());
  const added = rows.filter((row) => isSearched[row] === 1);
  newRows.forEach((row, old) => {
    if (row < 0) return;
    const neighbours = graph.neighbours.subarray(old * graph.k, (old + 1) * graph.k);
    if (neighbours.some((neighbour) => newRows[neighbour]! < 0)) isSearched[row] = 1;
  });
  return { newRows, added, searched: rows.filter((row) => isSearched[row] === 1) };
}

/**
 * Whether an update takes at most half of the comparisons of a new graph. Rows that are searched are compared with all,
 * and all others with the added rows.
 * @param share of all pairs of rows that a new graph compares, half of them where each pair is compared once
 */
export function isCheap({ added, searched }: RowChange, rows: number, share: number): boolean {
  return added.length + searched.length <= share * rows;
}

/**
 * Makes the graph that a build from scratch would give out of the graph of earlier rows, or, of an earlier one that misses some
 * neighbours, one that misses no larger share. Added rows and rows that have lost
 * a neighbour are compared with all rows; every other row is compared with the added ones. The signal is looked at between
 * two blocks of rows.
 *
 * @param old the earlier graph; its `k` becomes that of the new one
 * @param points the vectors of the new rows
 * @param search a search among `points`
 * @throws KindredError `cancelled` when the signal is aborted
 */
export async function updateGraph(
  old: KnnGraph,
  change: RowChange,
  points: Points,
  search: NeighbourSearch,
  { onProgress, ...options }: SearchOptions = {},
): Promise<KnnGraph> {
  const { rows } = points;
  const { k } = old;
  const { searched, newRows } = change;
  const graph = { rows, k, neighbours: new Int32Array(rows * k), scores: new Float32Array(rows * k) };
  const found = await search.nearest({ own: searched }, k, {
    ...options,
    onProgress: (done) => onProgress?.(done, rows),
  });
  searched.forEach((row, query) => copyList(found, query, graph, row));
  const isSearched = new Set(searched);
  const steady = [...newRows.keys()].filter((row) => {
    const newRow = newRows[row]!;
    return newRow >= 0 && !isSearched.has(newRow);
  });
  const onSteady = (done: number): void => onProgress?.(searched.length + done, rows);
  await takeInAdded(old, steady, change, points, graph, { ...options, onProgress: onSteady });
  return old.recall === undefined ? graph : { ...graph, recall: old.recall };
}

/**
 * Writes the neighbours of rows that have lost none into the new graph, merged with what was added.
 * @param steady old numbers of these rows
 */
async function takeInAdded(
  old: KnnGraph,
  steady: readonly number[],
  { newRows, added }: RowChange,
  points: Points,
  graph: KnnGraph,
  { signal, onProgress }: SearchOptions,
): Promise<void> {
  const among = await openSearch(selectRows(points, added));
  try {
    for (const { begin, end } of rangesOf({ begin: 0, end: steady.length }, STEADY_ROWS)) {
      const oldRows = steady.slice(begin, end);
      const queries = selectRows(
        points,
        oldRows.map((row) => newRows[row]!),
      );
      const found = await among.nearest({ vectors: queries.values }, old.k, signal && { signal });
      oldRows.forEach((oldRow, query) => {
        const known = listOf(old, oldRow, newRows);
        mergeLists(known, listOf(found, query, added), graph, newRows[oldRow]!);
      });
      onProgress?.(end, steady.length);
    }
  } finally {
    await among.close();
  }
}

interface RankedRows {
  readonly rows: Int32Array;
  readonly scores: Float32Array;
}

/** The neighbours of one query, with every row number replaced by the one that `rowOf` has for it. */
function listOf({ k, neighbours, scores }: Nearest, list: number, rowOf: Int32Array): RankedRows {
  const rows = neighbours.subarray(list * k, (list + 1) * k).map((row) => rowOf[row]!);
  return { rows, scores: scores.subarray(list * k, (list + 1) * k) };
}

/** Writes the best of two sorted lists as the neighbours of `row`; rows of equal score are in the order of their numbers. */
function mergeLists(
  left: RankedRows,
  right: RankedRows,
  { k, neighbours, scores }: KnnGraph,
  row: number,
): void {
  let [a, b] = [0, 0];
  for (let place = row * k; place < (row + 1) * k; place++) {
    const takeLeft = b === right.rows.length || (a < left.rows.length && isNearer(left, a, right, b));
    const [list, next] = takeLeft ? [left, a++] : [right, b++];
    neighbours[place] = list.rows[next]!;
    scores[place] = list.scores[next]!;
  }
}

function isNearer(left: RankedRows, a: number, right: RankedRows, b: number): boolean {
  const better = left.scores[a]! - right.scores[b]!;
  return better > 0 || (better === 0 && left.rows[a]! < right.rows[b]!);
}
