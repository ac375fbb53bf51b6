import { ANY_GROUP, NO_GROUP_OPEN, Seats } from './quotas.ts';
import type { Quotas } from './quotas.ts';
import { RowHeap } from './row-heap.ts';

/** The objective of a selection, as gains of single rows. The gain of a row must never grow while other rows are taken. */
export interface Marginal {
  gain(row: number): number;
  take(row: number): void;
  /** Whether a row may be taken at all; asked when its turn has come. Without this function every row may be taken. */
  admits?(row: number): boolean;
}

export interface GreedyChoice {
  readonly marginal: Marginal;
  readonly quotas: Quotas;
  /** Rows that are taken before: they count for the gains and the quotas, and are not in the ranking. */
  readonly initial: readonly number[];
  /** 1 for rows that are never to be taken. */
  readonly excluded: Uint8Array;
}

/** A row of a ranking, and how much it gained when it was taken. */
export interface Pick {
  readonly row: number;
  readonly gain: number;
}

/** A heap for each group with its rows that can be taken. */
function heapsOf(
  { groupOf, groups }: Quotas,
  open: Uint8Array,
  before: (a: number, b: number) => boolean,
): RowHeap[] {
  const sizes = new Int32Array(groups);
  open.forEach((isOpen, row) => {
    if (isOpen === 1) sizes[groupOf[row]!]! += 1;
  });
  const members = Array.from(sizes, (size) => new Int32Array(size));
  const filled = new Int32Array(groups);
  open.forEach((isOpen, row) => {
    if (isOpen !== 1) return;
    const group = groupOf[row]!;
    const place = filled[group]!;
    filled[group] = place + 1;
    members[group]![place] = row;
  });
  return members.map((rows) => new RowHeap(rows, before));
}

/** The gains as they were last computed, which are upper bounds of what they are now. */
class Bounds {
  readonly #gains: Float64Array;
  /** How many rows were taken when the gain of each row was computed. */
  readonly #knownAt: Int32Array;
  readonly #marginal: Marginal;
  #taken = 0;

  constructor(rows: number, marginal: Marginal) {
    this.#gains = new Float64Array(rows);
    this.#knownAt = new Int32Array(rows).fill(-1);
    this.#marginal = marginal;
  }

  readonly before = (a: number, b: number): boolean => {
    const [x, y] = [this.#gains[a]!, this.#gains[b]!];
    return x > y || (x === y && a < b);
  };

  gain(row: number): number {
    return this.#gains[row]!;
  }

  isCurrent(row: number): boolean {
    return this.#knownAt[row] === this.#taken;
  }

  compute(row: number): void {
    this.#gains[row] = this.#marginal.gain(row);
    this.#knownAt[row] = this.#taken;
  }

  take(row: number): Pick {
    this.#marginal.take(row);
    this.#taken += 1;
    return { row, gain: this.gain(row) };
  }
}

/** The heaps of the groups, and which group has the best row. */
class Groups {
  readonly #heaps: readonly RowHeap[];
  readonly #bounds: Bounds;
  readonly #seats: Seats;
  #order: RowHeap | null = null;
  #ordersMinimums = false;

  constructor(heaps: readonly RowHeap[], bounds: Bounds, seats: Seats) {
    this.#heaps = heaps;
    this.#bounds = bounds;
    this.#seats = seats;
    heaps.forEach((heap, group) => {
      if (heap.first < 0) seats.exhaust(group);
    });
  }

  /** The best row of the group whose turn it is, with its gain up to date; null when no row may be taken any more. */
  best(): { readonly row: number; readonly group: number } | null {
    const turn = this.#seats.next();
    if (turn === NO_GROUP_OPEN) return null;
    for (;;) {
      const group = turn === ANY_GROUP ? this.#bestGroup() : turn;
      const heap = this.#heaps[group];
      if (heap === undefined) return null;
      const row = heap.first;
      if (this.#bounds.isCurrent(row)) return { row, group };
      this.#bounds.compute(row);
      heap.demoteFirst();
      if (turn === ANY_GROUP) this.#order?.demoteFirst();
    }
  }

  /** Removes the first row of a group. */
  remove(group: number): void {
    const heap = this.#heaps[group]!;
    heap.removeFirst();
    if (heap.first < 0) this.#seats.exhaust(group);
    if (this.#order === null) return;
    if (this.#seats.isOpen(group)) this.#order.demoteFirst();
    else this.#order.removeFirst();
  }

  #bestGroup(): number {
    const minimums = this.#seats.fillingMinimums;
    if (this.#order === null || minimums !== this.#ordersMinimums) {
      this.#ordersMinimums = minimums;
      const open = Array.from(this.#heaps.keys()).filter((group) => this.#seats.isOpen(group));
      const first = (group: number): number => this.#heaps[group]!.first;
      this.#order = new RowHeap(Int32Array.from(open), (a, b) => this.#bounds.before(first(a), first(b)));
    }
    return this.#order.first;
  }
}

/**
 * The rows in the order in which the greedy algorithm takes them: always the row that gains most among the groups that are
 * open, and the earlier of two rows that gain the same. Gains are computed again only for rows at the top (the accelerated
 * greedy algorithm, Minoux 1978), which gives the same ranking as computing all. It ends when no row may be taken any more.
 *
 * The ranking does not depend on how many rows are wanted: that of a smaller budget is the beginning of that of a larger one.
 * When no row gains anything any more, the others follow in the order of rows.
 */
export function* lazyGreedy({ marginal, quotas, initial, excluded }: GreedyChoice): Generator<Pick, void> {
  const rows = quotas.groupOf.length;
  const open = new Uint8Array(rows).fill(1);
  const seats = new Seats(quotas);
  for (const row of initial) {
    open[row] = 0;
    marginal.take(row);
    seats.give(quotas.groupOf[row]!);
  }
  excluded.forEach((isExcluded, row) => {
    if (isExcluded === 1) open[row] = 0;
  });
  const bounds = new Bounds(rows, marginal);
  for (let row = 0; row < rows; row++) if (open[row] === 1) bounds.compute(row);
  const groups = new Groups(heapsOf(quotas, open, bounds.before), bounds, seats);
  for (let best = groups.best(); best !== null; best = groups.best()) {
    const { row, group } = best;
    if (marginal.admits?.(row) === false) {
      groups.remove(group);
      continue;
    }
    const pick = bounds.take(row);
    seats.give(group);
    groups.remove(group);
    yield pick;
  }
}
