import type { VanishingRows } from '../../../schemas/curation/vanishing-rows.ts';
import { at } from '../../runtime/at.ts';

/** With a smaller share of the selection than so many rows, none of them may be chance. */
const LEAST_EXPECTED = 3;
/** A value nearly vanishes when at most this part of its share was taken. */
const MOST_LEFT = 1 / 3;

interface Taken {
  /** 1 for rows that could not be taken. */
  readonly excluded: Uint8Array;
  readonly chosen: readonly number[];
}

/** The values of a field of whose rows a selection took hardly any, those with the most rows first. */
export function vanishingRows(
  field: VanishingRows['field'],
  values: readonly (string | null)[],
  { excluded, chosen }: Taken,
): VanishingRows[] {
  const open = [...values.keys()].filter((row) => excluded[row] !== 1);
  const rows = countsOf(open.map((row) => at(values, row)));
  const selected = countsOf(chosen.map((row) => at(values, row)));
  return [...rows]
    .map(([value, count]) => ({
      field,
      value,
      rows: count,
      selected: selected.get(value) ?? 0,
      expected: (count * chosen.length) / open.length,
    }))
    .filter(({ selected: got, expected }) => expected >= LEAST_EXPECTED && got <= MOST_LEFT * expected)
    .sort((a, b) => b.rows - a.rows || (a.value < b.value ? -1 : 1));
}

function countsOf(values: readonly (string | null)[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const value of values) if (value !== null) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}
