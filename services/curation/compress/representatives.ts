import { randomIndex, seededRandom } from '../../runtime/seeded-random.ts';

/** A row that stands for others. */
export interface Representative {
  readonly row: number;
  /** The rows that it stands for, itself among them, ascending. */
  readonly cell: Int32Array;
}

/**
 * A random row of each cell. As the cells have one size, each row has the same chance, and the weighted mean of the
 * representatives' scores has no bias, whatever the scores are. The row nearest to the centre would have one: typical
 * rows are easier than others.
 */
export function drawRepresentatives(cells: readonly Int32Array[], seed: number): Representative[] {
  const random = seededRandom(seed);
  return cells.map((cell) => ({ row: cell[randomIndex(random, cell.length)] ?? 0, cell }));
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
      return (similarities[other] ?? 0) > (similarities[best] ?? 0) ? other : best;
    });
    return { row, cell: Int32Array.from(cell) };
  });
}
