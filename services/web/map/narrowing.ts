import { OTHER_VALUE, type ColourCodes } from '../../../schemas/colour-file.ts';
import type { CorpusMap } from '../../../schemas/map-file.ts';
import { rowsWithin, type Lasso } from './lasso.ts';

/** A value of a field that rows must have: one of its legend, or the code of those without a value or with another one. */
export type ChosenValue = readonly [field: string, value: string | number];

export interface Narrowing {
  readonly facets: readonly ChosenValue[];
  readonly lasso: Lasso | null;
  /** The rows that a search has found; null when nothing is looked for. */
  readonly found: readonly number[] | null;
}

/** The facets as they stand in the address; empty for none. */
export function writeFacets(facets: readonly ChosenValue[]): string {
  return facets.length === 0 ? '' : JSON.stringify(facets);
}

export function readFacets(text: string): ChosenValue[] {
  try {
    const read: unknown = JSON.parse(text);
    return Array.isArray(read) ? read.filter(isChosenValue) : [];
  } catch {
    return [];
  }
}

function isChosenValue(one: unknown): one is ChosenValue {
  if (!Array.isArray(one) || one.length !== 2) return false;
  const [field, value] = one as unknown[];
  return typeof field === 'string' && (typeof value === 'string' || typeof value === 'number');
}

/** The code of a value in a column; `OTHER_VALUE` for one that its legend does not have. */
function codeOf({ legend }: ColourCodes, value: string | number): number {
  if (typeof value === 'number') return value;
  const at = legend.entries.findIndex((entry) => entry.value === value);
  return at === -1 ? OTHER_VALUE : at + 1;
}

/**
 * Which rows of a map pass everything by which it is narrowed: 1 for those that do.
 * @param columns the values of fields, by field; a facet whose field has not come yet narrows nothing
 */
export function passingRows(
  map: CorpusMap,
  { facets, lasso, found }: Narrowing,
  columns: ReadonlyMap<string, ColourCodes>,
): Uint8Array {
  const passing = new Uint8Array(map.ids.length / 16).fill(found === null ? 1 : 0);
  for (const row of found ?? []) passing[row] = 1;
  const keep = (holds: (row: number) => boolean): void =>
    passing.forEach((passes, row) => passes === 1 && !holds(row) && (passing[row] = 0));
  for (const [field, value] of facets) {
    const column = columns.get(field);
    if (column === undefined) continue;
    const code = codeOf(column, value);
    keep((row) => column.codes[row] === code);
  }
  if (lasso !== null) {
    const inside = rowsWithin(lasso.outline, map.places[lasso.space]);
    keep((row) => inside[row] === 1);
  }
  return passing;
}

/** The numbers of the rows that pass, those found by a search in its order. */
export function listedRows(passing: Uint8Array, found: readonly number[] | null): number[] {
  if (found !== null) return found.filter((row) => passing[row] === 1);
  const rows: number[] = [];
  passing.forEach((passes, row) => passes === 1 && rows.push(row));
  return rows;
}
