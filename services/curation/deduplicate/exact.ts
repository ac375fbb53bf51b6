import type { RowIdentities } from './row-identities.ts';

/** Rows with one request: those that also have one answer are copies, the others contradict each other. */
export interface ExactGroups {
  /** Whether some row with the same request has another answer. */
  readonly contradicted: Uint8Array;
  /** Rows that are an exact copy of an earlier one. */
  readonly copies: number;
}

/** Finds copies and contradictions in one pass; memory grows with the rows alone. */
export function exactGroups({ rows, request, answer }: RowIdentities): ExactGroups {
  const firstAnswer = new Map<number, number>();
  const contradictory = new Set<number>();
  const seen = new Set<string>();
  for (let row = 0; row < rows; row++) {
    const [asked = 0, answered = -1] = [request[row], answer[row]];
    seen.add(`${asked} ${answered}`);
    if (answered < 0) continue;
    const first = firstAnswer.get(asked);
    if (first === undefined) firstAnswer.set(asked, answered);
    else if (first !== answered) contradictory.add(asked);
  }
  const contradicted = new Uint8Array(rows).map((_, row) => Number(contradictory.has(request[row] ?? -1)));
  return { contradicted, copies: rows - seen.size };
}
