import type { QuotaGroup, QuotaReport } from '../../../schemas/curation/select.ts';
import type { QuotaSpec } from '../../../schemas/curation/select.ts';
import { at } from '../../runtime/at.ts';
import { NO_LIMIT } from './quotas.ts';
import type { Quotas } from './quotas.ts';

/** How many of the largest groups a report lists. */
const LARGEST_LISTED = 50;
/** How many unfilled groups a report lists. */
const UNFILLED_LISTED = 100;

/** Quotas with the names of their groups. Groups are in the order of their first row; groups without rows come last. */
export interface NamedQuotas extends Quotas {
  readonly names: readonly (string | null)[];
  /** How many rows of each group could be taken. */
  readonly sizes: Int32Array;
}

/**
 * Groups rows by their values and sets the limits of each group. The rows without a value are one group.
 * @param excluded 1 for rows that cannot be taken
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
  // A group that was asked for and has no rows stays in the list, so that the report says that it could not be filled.
  for (const name of Object.keys(spec.groups ?? {})) if (!numbers.has(name)) numbers.set(name, numbers.size);
  const names = [...numbers.keys()];
  const sizes = new Int32Array(names.length);
  groupOf.forEach((group, row) => {
    if (excluded[row] !== 1) sizes[group] = at(sizes, group) + 1;
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

/**
 * How a selection filled the quotas.
 * @param chosen all rows of the selection, including the initial ones
 */
export function quotaReport(by: string, quotas: NamedQuotas, chosen: readonly number[]): QuotaReport {
  const { names, sizes, shares } = quotas;
  const selected = new Int32Array(names.length);
  for (const row of chosen) {
    const group = at(quotas.groupOf, row);
    selected[group] = at(selected, group) + 1;
  }
  const allShares = shares?.reduce((sum, share) => sum + share, 0) ?? 0;
  const groups = names.map((group, i): QuotaGroup => {
    const maximum = at(quotas.maximum, i);
    return {
      group,
      rows: at(sizes, i),
      selected: at(selected, i),
      minimum: at(quotas.minimum, i),
      maximum: maximum === NO_LIMIT ? null : maximum,
      wanted: shares === null ? null : (chosen.length * at(shares, i)) / (allShares || 1),
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
