import type { Pick } from './lazy-greedy.ts';

export interface SelectionMark {
  readonly id: string;
  readonly keep: boolean;
  /** The place in the ranking, from 1; 0 for initial rows, null for rows that were not taken. */
  readonly rank: number | null;
  readonly gain: number | null;
}

/** The marks of all records, in the order of ids. */
export function* marksOf(
  { ids, initial }: { readonly ids: readonly string[]; readonly initial: readonly number[] },
  ranking: readonly Pick[],
): Generator<SelectionMark> {
  const places = new Map<number, { rank: number; gain: number | null }>();
  for (const row of initial) places.set(row, { rank: 0, gain: null });
  ranking.forEach(({ row, gain }, place) => places.set(row, { rank: place + 1, gain }));
  for (const [row, id] of ids.entries()) {
    const place = places.get(row);
    yield { id, keep: place !== undefined, rank: place?.rank ?? null, gain: place?.gain ?? null };
  }
}
