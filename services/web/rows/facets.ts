import type { RowFilter } from './row-source.ts';

interface Facet {
  readonly value: string;
  readonly count: number;
}

/** The values by which rows can be narrowed, with the number of rows of each. */
export interface FieldValues {
  readonly kinds: readonly Facet[];
  readonly labels: readonly Facet[];
  readonly sources: readonly Facet[];
  /** Whether all have been counted. */
  readonly isComplete: boolean;
}

/**
 * How many rows pass a filter: exactly for one condition that is listed, and for several those of the rarest at most. A value
 * that is not listed is rarer than all that are.
 */
export function countOf(facets: FieldValues, { kind, label, source }: RowFilter, records: number): number {
  const counts = [
    ...ofOne(facets.kinds, kind),
    ...ofOne(facets.labels, label),
    ...ofOne(facets.sources, source),
  ];
  return Math.min(records, ...counts);
}

function ofOne(facet: readonly Facet[], value: string | undefined): number[] {
  if (value === undefined) return [];
  return [facet.find((one) => one.value === value)?.count ?? facet.at(-1)?.count ?? 0];
}
