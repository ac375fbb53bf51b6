import type { RowIdentities } from './row-identities.ts';

/** Two rows that answer one request differently. */
export interface Conflict {
  readonly first: number;
  readonly other: number;
}

/** Every answer to a contradicted request beside the first answer to it, in the order of rows. */
export function conflictsOf({ request, answer }: RowIdentities, contradicted: Uint8Array): Conflict[] {
  const firstOf = new Map<number, number>();
  const seen = new Set<string>();
  const conflicts: Conflict[] = [];
  contradicted.forEach((isContradicted, row) => {
    const [asked = 0, answered = -1] = [request[row], answer[row]];
    if (isContradicted === 0 || answered < 0) return;
    const key = `${asked} ${answered}`;
    if (seen.has(key)) return;
    seen.add(key);
    const first = firstOf.get(asked);
    if (first === undefined) firstOf.set(asked, row);
    else conflicts.push({ first, other: row });
  });
  return conflicts;
}
