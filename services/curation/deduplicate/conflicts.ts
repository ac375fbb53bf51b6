import { at } from '../../runtime/at.ts';
import type { RowIdentities } from './row-identities.ts';

/** Two rows with the same request and different answers. */
export interface Conflict {
  readonly first: number;
  readonly other: number;
}

/**
 * The conflicts of all contradicted requests, in the order of rows: each further answer to a request with the first one.
 * @param contradicted 1 for rows whose request has different answers
 */
export function conflictsOf({ request, answer }: RowIdentities, contradicted: Uint8Array): Conflict[] {
  const firstOf = new Map<number, number>();
  const seen = new Set<string>();
  const conflicts: Conflict[] = [];
  contradicted.forEach((isContradicted, row) => {
    const [asked, answered] = [at(request, row), at(answer, row)];
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
