import { at } from '../../runtime/at.ts';
import type { RowIdentities } from './row-identities.ts';

/** What is known of rows with the same request: those with the same answer are copies, the others contradict each other. */
export interface ExactGroups {
  /** For each row, 1 when a row with the same request has another answer, else 0. */
  readonly contradicted: Uint8Array;
  /** How many rows are an exact copy of an earlier one. */
  readonly copies: number;
}

/** Finds copies and contradictions in one pass; it needs memory for numbers only, not for texts. */
export function exactGroups({ rows, request, answer }: RowIdentities): ExactGroups {
  const firstAnswer = new Map<number, number>();
  const contradictory = new Set<number>();
  const seen = new Set<string>();
  for (let row = 0; row < rows; row++) {
    const [asked, answered] = [at(request, row), at(answer, row)];
    seen.add(`${asked} ${answered}`);
    if (answered < 0) continue;
    const first = firstAnswer.get(asked);
    if (first === undefined) firstAnswer.set(asked, answered);
    else if (first !== answered) contradictory.add(asked);
  }
  const contradicted = new Uint8Array(rows).map((_, row) => Number(contradictory.has(at(request, row))));
  return { contradicted, copies: rows - seen.size };
}
