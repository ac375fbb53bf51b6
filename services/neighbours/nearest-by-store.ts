import type { SpaceName } from '../../schemas/record.ts';
import type { Points, RowRange } from '../analysis/points.ts';
import type { RecordStore } from '../store/port.ts';
import type { Nearest } from './best-rows.ts';
import { throwIfAborted } from './search.ts';

/** Rows that are records of a store. */
export interface StoredRows {
  readonly store: Pick<RecordStore, 'nearest'>;
  readonly corpora: readonly string[];
  readonly space: SpaceName;
  /** The record id of each row. */
  readonly ids: readonly string[];
  /** The vector of each row in `space`. */
  readonly points: Points;
  readonly signal: AbortSignal;
}

/** How many questions the store is asked at the same time. */
const CONCURRENCY = 16;

/**
 * Finds the `k` nearest other rows by asking the store about every row. A store that answers from a graph of its own may
 * miss some of them.
 *
 * @param exactly finds the neighbours of the rows for which the store gave too few, for example because many of the
 * nearest records were stored later and are no rows
 * @returns a function from a range of rows to their neighbours
 * @throws KindredError `cancelled` from that function when the signal is aborted
 */
export function nearestByStore(
  rows: StoredRows,
  k: number,
  exactly: (rows: Int32Array) => Promise<Nearest>,
): (range: RowRange) => Promise<Nearest> {
  const rowOfId = new Map(rows.ids.map((id, row) => [id, row]));
  return async ({ begin, end }) => {
    const neighbours = new Int32Array((end - begin) * k);
    const scores = new Float32Array((end - begin) * k);
    const short: number[] = [];
    let next = begin;
    const work = async (): Promise<void> => {
      for (let row = next++; row < end; row = next++) {
        throwIfAborted(rows.signal);
        const found = await othersOf(rows, rowOfId, row, k);
        if (found.length < k) short.push(row);
        found.forEach(([other, score], place) => {
          neighbours[(row - begin) * k + place] = other;
          scores[(row - begin) * k + place] = score;
        });
      }
    };
    await Promise.all(Array.from({ length: CONCURRENCY }, work));
    if (short.length === 0) return { k, neighbours, scores };
    const exact = await exactly(Int32Array.from(short));
    short.forEach((row, at) => {
      neighbours.set(exact.neighbours.subarray(at * k, (at + 1) * k), (row - begin) * k);
      scores.set(exact.scores.subarray(at * k, (at + 1) * k), (row - begin) * k);
    });
    return { k, neighbours, scores };
  };
}

/** The best `k` other rows that the store finds, with their scores. */
async function othersOf(
  { store, corpora, space, points }: StoredRows,
  rowOfId: ReadonlyMap<string, number>,
  row: number,
  k: number,
): Promise<(readonly [number, number])[]> {
  const { dimensions, values } = points;
  const vector = values.slice(row * dimensions, (row + 1) * dimensions);
  const found = await store.nearest({ corpora, space, vector, limit: k + 1 });
  const others = found.flatMap(({ record, score }) => {
    const other = rowOfId.get(record.id);
    return other === undefined || other === row ? [] : [[other, score] as const];
  });
  return others.slice(0, k);
}
