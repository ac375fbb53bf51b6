import type { InspectedRow } from '../../../schemas/api/inspections.ts';

/** The parts of a row that a column can be named for, with what they are called. */
export const PARTS = [
  ['instruction', 'Instruction'],
  ['input', 'Input'],
  ['output', 'Answer'],
  ['system', 'System text'],
  ['source', 'Source'],
  ['user_id', 'Own id'],
] as const;
type Part = (typeof PARTS)[number][0];

/** Which column holds which part. */
export type ChosenColumns = Partial<Record<Part, string>>;

/**
 * The columns from which a row is read now: those that were chosen, else those that were found or have the name of the part.
 * Parts that are put together of several columns are not among them.
 * @param given the column map as it was given, as JSON
 */
export function columnsNow(given: string | undefined, row: InspectedRow | undefined): ChosenColumns {
  const chosen = given === undefined ? null : parsed(given);
  const known: Readonly<Record<string, unknown>> = chosen ?? row?.columns ?? {};
  const named = PARTS.flatMap(([part]) => {
    const column =
      known[part] ??
      (chosen === null && row?.columns === null && row.fields.includes(part) ? part : undefined);
    return typeof column === 'string' ? [[part, column] as const] : [];
  });
  return Object.fromEntries(named);
}

/** The column map with another column for a part, as JSON; undefined when nothing is left of it. */
export function withColumn(now: ChosenColumns, part: Part, column: string): string | undefined {
  const kept = Object.entries({ ...now, [part]: column }).filter(([, name]) => name !== '');
  return kept.length === 0 ? undefined : JSON.stringify(Object.fromEntries(kept));
}

function parsed(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' ? (value as Readonly<Record<string, unknown>> | null) : null;
  } catch {
    return null;
  }
}
