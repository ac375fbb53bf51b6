/** How many rows each group may and should have. */
export interface Quotas {
  /** Group of each row, from 0. */
  readonly groupOf: Int32Array;
  readonly groups: number;
  readonly minimum: Int32Array;
  /** `NO_LIMIT` where a group has none. */
  readonly maximum: Int32Array;
  /** Shares in proportion to these; null: whatever gains most. */
  readonly shares: Float64Array | null;
}

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

/** Any open group may have the next row. */
export const ANY_GROUP = -1;
/** No group may have another row. */
export const NO_GROUP_OPEN = -2;

/**
 * Deals out rows to groups, one at a time and without knowing how many there will be, so that every beginning of the
 * ranking is what a smaller budget would have given. Minimums come first. Then shares are dealt as seats of a parliament
 * by the divisor method of Webster and Sainte-Laguë (the group with the most `share / (2 taken + 1)` is next), which is
 * house-monotone (Balinski and Young, Fair Representation, 1982).
 *
 * Taking the row that gains most in a group that is open is the locally greedy algorithm on a partition matroid: half of
 * the best possible value is guaranteed whatever the order of the groups (Fisher, Nemhauser and Wolsey 1978, section 3).
 */
export class Seats {
  readonly taken: Int32Array;
  readonly #quotas: Quotas;
  readonly #exhausted: Uint8Array;
  /** Groups below their minimum which still have rows. */
  #short = 0;

  constructor(quotas: Quotas) {
    this.#quotas = quotas;
    this.taken = new Int32Array(quotas.groups);
    this.#exhausted = new Uint8Array(quotas.groups);
    for (let group = 0; group < quotas.groups; group++) if (this.#isShort(group)) this.#short += 1;
  }

  /** Minimums are not met yet, and can be. */
  get fillingMinimums(): boolean {
    return this.#short > 0;
  }

  isOpen(group: number): boolean {
    if (this.#short > 0) return this.#isShort(group);
    return this.#exhausted[group] === 0 && (this.taken[group] ?? 0) < (this.#quotas.maximum[group] ?? 0);
  }

  /** The group whose turn it is, `ANY_GROUP` without shares, or `NO_GROUP_OPEN`. */
  next(): number {
    const { shares, groups } = this.#quotas;
    if (shares === null) return ANY_GROUP;
    let most = -1;
    let next = NO_GROUP_OPEN;
    for (let group = 0; group < groups; group++) {
      const quotient = (shares[group] ?? 0) / (2 * (this.taken[group] ?? 0) + 1);
      if (quotient <= most || !this.isOpen(group)) continue;
      most = quotient;
      next = group;
    }
    return next;
  }

  /** A row of this group is taken. */
  give(group: number): void {
    const was = this.#isShort(group);
    this.taken[group] = (this.taken[group] ?? 0) + 1;
    if (was && !this.#isShort(group)) this.#short -= 1;
  }

  /** There are no more rows of this group. */
  exhaust(group: number): void {
    if (this.#isShort(group)) this.#short -= 1;
    this.#exhausted[group] = 1;
  }

  #isShort(group: number): boolean {
    const least = Math.min(this.#quotas.minimum[group] ?? 0, this.#quotas.maximum[group] ?? 0);
    return this.#exhausted[group] === 0 && (this.taken[group] ?? 0) < least;
  }
}
