import { randomIndex, seededRandom } from '../../runtime/seeded-random.ts';
import { at } from '../../runtime/at.ts';

/** A row that stands for others. */
export interface Representative {
  readonly row: number;
  /** The rows that it stands for, including itself, in ascending order. */
  readonly cell: Int32Array;
}

/**
 * Draws a random row of each cell. Since all cells have the same size, all rows have the same chance, and the weighted mean of
 * the representatives' scores has no bias, whatever the scores are. The rows nearest to the centres would be biased, because
 * typical rows are easier than others.
 */
export function drawRepresentatives(cells: readonly Int32Array[], seed: number): Representative[] {
  const random = seededRandom(seed);
  return cells.map((cell) => ({ row: at(cell, randomIndex(random, cell.length)), cell }));
}

/** The row of each cluster that is nearest to its centre. */
export function centralRepresentatives(
  labels: Int32Array,
  similarities: Float32Array | Float64Array,
): Representative[] {
  const cells = new Map<number, number[]>();
  labels.forEach((label, row) => {
    const cell = cells.get(label);
    if (cell === undefined) cells.set(label, [row]);
    else cell.push(row);
  });
  return [...cells.values()].map((cell) => {
    const row = cell.reduce((best, other) => {
      return at(similarities, other) > at(similarities, best) ? other : best;
    });
    return { row, cell: Int32Array.from(cell) };
  });
}
