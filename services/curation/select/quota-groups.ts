import type { QuotaGroup, QuotaReport } from '../../../schemas/curation/select.ts';
import type { QuotaSpec } from '../../../schemas/curation/select.ts';
import { NO_LIMIT } from './quotas.ts';
import type { Quotas } from './quotas.ts';

const LARGEST_LISTED = 50;
const UNFILLED_LISTED = 100;

/** Quotas with the names of their groups, in the order in which these first appear. */
export interface NamedQuotas extends Quotas {
  readonly names: readonly (string | null)[];
  /** Rows of each group that could be taken. */
  readonly sizes: Int32Array;
}

/**
 * Groups rows by their values, those without one together, and sets the limits of each group.
 * @param excluded 1 for rows that don't count
 */
export function namedQuotas(
  values: readonly (string | null)[],
  excluded: Uint8Array,
  spec: QuotaSpec,
): NamedQuotas {
  const numbers = new Map<string | null, number>();
  const groupOf = Int32Array.from(values, (value) => {
    const known = numbers.get(value);
    if (known !== undefined) return known;
    numbers.set(value, numbers.size);
    return numbers.size - 1;
  });
  // A group that is asked for and not there can't be filled, which is to be told.
  for (const name of Object.keys(spec.groups ?? {})) if (!numbers.has(name)) numbers.set(name, numbers.size);
  const names = [...numbers.keys()];
  const sizes = new Int32Array(names.length);
  groupOf.forEach((group, row) => {
    if (excluded[row] !== 1) sizes[group] = (sizes[group] ?? 0) + 1;
  });
  const { power, minimum = 0, maximum = NO_LIMIT } = spec;
  const own = (name: string | null) => (name === null ? undefined : spec.groups?.[name]);
  return {
    names,
    sizes,
    groupOf,
    groups: names.length,
    minimum: Int32Array.from(names, (name) => own(name)?.minimum ?? minimum),
    maximum: Int32Array.from(names, (name) => own(name)?.maximum ?? maximum),
    shares: power === undefined ? null : Float64Array.from(sizes, (size) => (size === 0 ? 0 : size ** power)),
  };
}

/** What became of the quotas. @param chosen all rows of the selection, those taken before included */
export function quotaReport(by: string, quotas: NamedQuotas, chosen: readonly number[]): QuotaReport {
  const { names, sizes, shares } = quotas;
  const selected = new Int32Array(names.length);
  for (const row of chosen) {
    const group = quotas.groupOf[row] ?? 0;
    selected[group] = (selected[group] ?? 0) + 1;
  }
  const allShares = shares?.reduce((sum, share) => sum + share, 0) ?? 0;
  const groups = names.map((group, at): QuotaGroup => {
    const maximum = quotas.maximum[at] ?? NO_LIMIT;
    return {
      group,
      rows: sizes[at] ?? 0,
      selected: selected[at] ?? 0,
      minimum: quotas.minimum[at] ?? 0,
      maximum: maximum === NO_LIMIT ? null : maximum,
      wanted: shares === null ? null : (chosen.length * (shares[at] ?? 0)) / (allShares || 1),
    };
  });
  const unfilled = groups.filter(({ selected: got, minimum, maximum, wanted, rows }) => {
    const isAll = got >= rows;
    const isShort = wanted !== null && got + 1 <= Math.min(wanted, maximum ?? Infinity);
    return got < minimum || (isAll && isShort);
  });
  const bySize = [...groups].sort((a, b) => b.rows - a.rows);
  return {
    by,
    groups: groups.length,
    largest: bySize.slice(0, LARGEST_LISTED),
    unfilled: unfilled.slice(0, UNFILLED_LISTED),
    unfilled_groups: unfilled.length,
  };
}
