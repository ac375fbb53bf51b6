import type { Strategy } from '../../../schemas/api/demonstrations.ts';
import type { DemonstrationsResponse } from '../../../schemas/api/found-demonstrations.ts';
import type { InstructionRecord } from '../../../schemas/record.ts';

/** A row that at least one strategy chose. */
export interface ChosenRow {
  readonly record: InstructionRecord;
  readonly fit: number | undefined;
  /** Its place in the order of choice of each strategy that chose it, from 1. */
  readonly places: ReadonlyMap<Strategy, number>;
}

/** The rows that any strategy chose: first those that most of them chose, and of these those that came first. */
export function chosenByAny(
  answers: readonly (readonly [Strategy, Pick<DemonstrationsResponse, 'demonstrations'>])[],
): ChosenRow[] {
  const rows = new Map<string, ChosenRow & { readonly places: Map<Strategy, number> }>();
  for (const [strategy, { demonstrations }] of answers) {
    for (const { record, scores, rank } of demonstrations) {
      const row = rows.get(record.id) ?? { record, fit: scores.fit, places: new Map<Strategy, number>() };
      row.places.set(strategy, rank);
      rows.set(record.id, row);
    }
  }
  const sumOf = ({ places }: ChosenRow): number =>
    [...places.values()].reduce((sum, place) => sum + place, 0);
  return [...rows.values()].sort((a, b) => b.places.size - a.places.size || sumOf(a) - sumOf(b));
}
