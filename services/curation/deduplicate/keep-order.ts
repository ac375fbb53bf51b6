import { seededRandom, shuffled } from '../../runtime/seeded-random.ts';

/** What rows are ranked by: one value a row, and which end goes first. Rows without a value go last. */
export interface RankColumn {
  readonly values: readonly (number | string | null)[];
  readonly order: 'asc' | 'desc';
}

/** Numbers within texts count by their value: `row-9` is before `row-10`. */
const BY_VALUE = new Intl.Collator('en', { numeric: true });

function compare(a: number | string | null, b: number | string | null, order: RankColumn['order']): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  const difference =
    typeof a === 'number' && typeof b === 'number' ? a - b : BY_VALUE.compare(String(a), String(b));
  return order === 'asc' ? difference : -difference;
}

/** Rows in the order in which they are kept: by the first column, ties by the next, then by row. */
export function keepOrder(rows: number, columns: readonly RankColumn[]): Int32Array {
  return Int32Array.from({ length: rows }, (_, row) => row).sort((a, b) => {
    for (const { values, order } of columns) {
      const difference = compare(values[a] ?? null, values[b] ?? null, order);
      if (difference !== 0) return difference;
    }
    return a - b;
  });
}

/** Rows in an order drawn with `seed`. */
export function randomOrder(rows: number, seed: number): Int32Array {
  return Int32Array.from(shuffled(Array(rows).keys(), seededRandom(seed)));
}
