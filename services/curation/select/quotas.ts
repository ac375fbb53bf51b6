/** How many rows each group may and should have. */
export interface Quotas {
  /** The group of each row, from 0. */
  readonly groupOf: Int32Array;
  /** How many groups there are. */
  readonly groups: number;
  /** The fewest rows that each group should have. */
  readonly minimum: Int32Array;
  /** The most rows of each group; `NO_LIMIT` when it may have any number. */
  readonly maximum: Int32Array;
  /** Groups get rows in proportion to these; null when the rows that gain most are taken, whatever their group. */
  readonly shares: Float64Array | null;
}

/** The maximum of a group without a limit. */
export const NO_LIMIT = 2 ** 31 - 1;

/** All rows in one group without limits. */
export function noQuotas(rows: number): Quotas {
  return {
    groupOf: new Int32Array(rows),
    groups: 1,
    minimum: new Int32Array(1),
    maximum: Int32Array.of(NO_LIMIT),
    shares: null,
  };
}

/** Says that any open group may have the next row. */
export const ANY_GROUP = -1;
/** Says that no group may have another row. */
export const NO_GROUP_OPEN = -2;

/**
 * Gives the rows of a ranking to groups one by one. It does not know how many rows there will be, so that every beginning of a
 * ranking is what a smaller budget would give. Minimums are filled first. Then rows are given out like the seats of a
 * parliament by the divisor method of Webster and Sainte-Laguë: next is the group with the largest `share / (2 taken + 1)`.
 * This method is house-monotone (Balinski and Young, Fair Representation, 1982).
 *
 * To take the row that gains most in an open group is the locally greedy algorithm on a partition matroid. It reaches at least
 * half of the best possible value in any order of the groups (Fisher, Nemhauser and Wolsey 1978, section 3).
 */
export class Seats {
  /** How many rows each group has got. */
  readonly taken: Int32Array;
  readonly #quotas: Quotas;
  readonly #exhausted: Uint8Array;
  /** How many groups are below their minimum and still have rows. */
  #short = 0;

  constructor(quotas: Quotas) {
    this.#quotas = quotas;
    this.taken = new Int32Array(quotas.groups);
    this.#exhausted = new Uint8Array(quotas.groups);
    for (let group = 0; group < quotas.groups; group++) if (this.#isShort(group)) this.#short += 1;
  }

  /** Whether some group is below its minimum and still has rows. */
  get fillingMinimums(): boolean {
    return this.#short > 0;
  }

  /** Whether a group may have the next row. */
  isOpen(group: number): boolean {
    if (this.#short > 0) return this.#isShort(group);
    return this.#exhausted[group] === 0 && this.taken[group]! < this.#quotas.maximum[group]!;
  }

  /** The group that gets the next row. `ANY_GROUP` when there are no shares, `NO_GROUP_OPEN` when no group may have one. */
  next(): number {
    const { shares, groups } = this.#quotas;
    if (shares === null) return ANY_GROUP;
    let most = -1;
    let next = NO_GROUP_OPEN;
    for (let group = 0; group < groups; group++) {
      const quotient = shares[group]! / (2 * this.taken[group]! + 1);
      if (quotient <= most || !this.isOpen(group)) continue;
      most = quotient;
      next = group;
    }
    return next;
  }

  /** Gives a row to a group. */
  give(group: number): void {
    const was = this.#isShort(group);
    this.taken[group]! += 1;
    if (was && !this.#isShort(group)) this.#short -= 1;
  }

  /** Notes that a group has no more rows. */
  exhaust(group: number): void {
    if (this.#isShort(group)) this.#short -= 1;
    this.#exhausted[group] = 1;
  }

  #isShort(group: number): boolean {
    const least = Math.min(this.#quotas.minimum[group]!, this.#quotas.maximum[group]!);
    return this.#exhausted[group] === 0 && this.taken[group]! < least;
  }
}
