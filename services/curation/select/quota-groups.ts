import type { QuotaGroup, QuotaReport } from '../../../schemas/curation/quotas.ts';
import type { QuotaSpec } from '../../../schemas/curation/quotas.ts';
import { KindredError } from '../../../schemas/errors.ts';
import { at } from '../../runtime/at.ts';
import { NO_LIMIT } from './quotas.ts';
import type { Quotas } from './quotas.ts';

/** How many of the largest groups a report lists. */
const LARGEST_LISTED = 50;
/** How many unfilled groups a report lists. */
const UNFILLED_LISTED = 100;

interface Limits {
  readonly minimum?: number | undefined;
  readonly maximum?: number | undefined;
}

/** Fewer groups than these are a list that a person reads, however few rows each has. */
const FEW_GROUPS = 20;
/** With more groups than this share of the rows, most groups are a single row, and quotas say nothing. */
const MOST_GROUPS_A_ROW = 2 / 3;

/**
 * Quotas with the names of their groups. Groups are in the order of their first row; groups without rows come last. The rows without a
 * value are in none: for `Quotas` they are one whose name is null, without limits.
 */
export interface NamedQuotas extends Quotas {
  readonly names: readonly (string | null)[];
  /** How many rows of each group could be taken. */
  readonly sizes: Int32Array;
}

/**
 * Groups rows by their values and sets the limits of each group. Rows without a value have none of them: nobody knows whether two of
 * them ask for the same.
 * @param excluded 1 for rows that cannot be taken
 * @throws KindredError `invalid_request` when there are nearly as many groups as rows
 */
export function namedQuotas(
  values: readonly (string | null)[],
  excluded: Uint8Array,
  spec: QuotaSpec,
): NamedQuotas {
  assertGroups(values, spec.by);
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
  const { power, minimum, maximum } = spec;
  const limitsOf = (name: string | null): Limits =>
    name === null ? {} : { minimum, maximum, ...spec.groups?.[name] };
  return {
    names,
    sizes,
    groupOf,
    groups: names.length,
    minimum: Int32Array.from(names, (name) => limitsOf(name).minimum ?? 0),
    maximum: Int32Array.from(names, (name) => limitsOf(name).maximum ?? NO_LIMIT),
    shares: power === undefined ? null : sharesOf(names, sizes, power),
  };
}

function assertGroups(values: readonly (string | null)[], by: string): void {
  const named = values.filter((value) => value !== null);
  const groups = new Set(named).size;
  if (groups <= FEW_GROUPS || groups <= MOST_GROUPS_A_ROW * named.length) return;
  throw new KindredError(
    'invalid_request',
    `\`${by}\` has ${groups} values in ${named.length} rows, so most groups would be a single row, and quotas would say nothing. ` +
      'Let them go by something that rows share: `kind` (of work), `group`, `source`, `language` or another field.',
    { field: 'quotas.by' },
  );
}

/** The shares of the groups by their size; the rows without a value get as much of the budget as of the corpus. */
function sharesOf(names: readonly (string | null)[], sizes: Int32Array, power: number): Float64Array {
  const shares = Float64Array.from(sizes, (size) => (size === 0 ? 0 : size ** power));
  const without = names.indexOf(null);
  if (without < 0) return shares;
  const named = [...names.keys()].filter((group) => group !== without);
  const sum = (of: ArrayLike<number>): number => named.reduce((all, group) => all + (of[group] ?? 0), 0);
  const rows = sum(sizes);
  if (rows > 0) shares[without] = (sum(shares) * at(sizes, without)) / rows;
  return shares;
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
  const all = names.map((group, i): QuotaGroup => {
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
  const groups = all.filter(({ group }) => group !== null);
  const without = all.find(({ group }) => group === null);
  const unfilled = groups.filter(({ selected: got, minimum, maximum, wanted, rows }) => {
    const isAll = got >= rows;
    const isShort = wanted !== null && got + 1 <= Math.min(wanted, maximum ?? Infinity);
    return got < minimum || (isAll && isShort);
  });
  const bySize = [...groups].sort((a, b) => b.rows - a.rows);
  return {
    by,
    groups: groups.length,
    without_group: { rows: without?.rows ?? 0, selected: without?.selected ?? 0 },
    largest: bySize.slice(0, LARGEST_LISTED),
    unfilled: unfilled.slice(0, UNFILLED_LISTED),
    unfilled_groups: unfilled.length,
  };
}
