import { seededRandom, shuffled } from '../../runtime/seeded-random.ts';
import { at } from '../../runtime/at.ts';

/** A property that ranks rows: its value in each row, and which end comes first. Rows without a value come last. */
export interface RankColumn {
  readonly values: readonly (number | string | null)[];
  readonly order: 'asc' | 'desc';
}

/** Sorts texts with the numbers in them by value: `row-9` comes before `row-10`. */
const BY_VALUE = new Intl.Collator('en', { numeric: true });

function compare(a: number | string | null, b: number | string | null, order: RankColumn['order']): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  const difference =
    typeof a === 'number' && typeof b === 'number' ? a - b : BY_VALUE.compare(String(a), String(b));
  return order === 'asc' ? difference : -difference;
}

/** Rows in the order of preference for keeping them: by the first column, rows alike in it by the next, and at last by number. */
export function keepOrder(rows: number, columns: readonly RankColumn[]): Int32Array {
  return Int32Array.from({ length: rows }, (_, row) => row).sort((a, b) => {
    for (const { values, order } of columns) {
      const difference = compare(at(values, a), at(values, b), order);
      if (difference !== 0) return difference;
    }
    return a - b;
  });
}

/** Rows in a random order, always the same for a seed. */
export function drawnOrder(rows: number, seed: number): Int32Array {
  return Int32Array.from(shuffled(Array(rows).keys(), seededRandom(seed)));
}
