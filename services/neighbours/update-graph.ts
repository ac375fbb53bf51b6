import { selectRows, type Points } from '../analysis/points.ts';
import type { Nearest } from './best-rows.ts';
import type { StoredGraph } from './graph-files.ts';
import type { KnnGraph } from './knn-graph.ts';
import { openSearch, type NeighbourSearch, type SearchOptions } from './search.ts';
import { rangesOf } from './tiles.ts';

/** What became of the rows of a graph. Row numbers are the new ones. */
export interface RowChange {
  /** By old row: its new one, or -1. */
  readonly newRows: Int32Array;
  /** Rows to be searched for anew: those that came, and those of which a neighbour went. */
  readonly searched: Int32Array;
  readonly added: Int32Array;
}

/** Rows compared with the added ones at a time: their vectors are copied. */
const STEADY_ROWS = 8_192;

/** What changed from the rows of `old` to `ids`; null when rows have changed their order, which ties follow. */
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

/** Whether the update compares at most half of what a new graph would: added rows are compared in both directions. */
export function isCheap({ added, searched }: RowChange, rows: number): boolean {
  return added.length + searched.length <= rows / 2;
}

/**
 * The graph that a build from scratch gives, from that of earlier rows: added rows are compared with all, rows that lost
 * a neighbour are searched for anew, and every other takes in what was added.
 *
 * @param old of the same `k`
 * @param search among `points`
 * @throws KindredError `cancelled`, between two blocks
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
  return graph;
}

/** Writes the lists of `steady` rows of the old graph, with what was added, into the new one. */
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

/** One list of many, its rows under the numbers that `rowOf` gives them. */
function listOf({ k, neighbours, scores }: Nearest, list: number, rowOf: Int32Array): RankedRows {
  const rows = neighbours.subarray(list * k, (list + 1) * k).map((row) => rowOf[row]!);
  return { rows, scores: scores.subarray(list * k, (list + 1) * k) };
}

/** The best of two lists, equal scores in the order of rows, as the list of `row`. */
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

function copyList(from: Nearest, list: number, { k, neighbours, scores }: KnnGraph, row: number): void {
  neighbours.set(from.neighbours.subarray(list * k, (list + 1) * k), row * k);
  scores.set(from.scores.subarray(list * k, (list + 1) * k), row * k);
}
