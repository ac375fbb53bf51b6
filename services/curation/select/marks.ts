import type { Pick } from './lazy-greedy.ts';

export interface SelectionMark {
  readonly id: string;
  readonly keep: boolean;
  /** Place in the ranking, from 1; 0 for rows that were taken before; null for those that were not taken. */
  readonly rank: number | null;
  readonly gain: number | null;
}

/** A mark for every record, in the order of ids. */
export function* marksOf(
  { ids, initial }: { readonly ids: readonly string[]; readonly initial: readonly number[] },
  ranking: readonly Pick[],
): Generator<SelectionMark> {
  const places = new Map<number, { rank: number; gain: number | null }>();
  for (const row of initial) places.set(row, { rank: 0, gain: null });
  ranking.forEach(({ row, gain }, at) => places.set(row, { rank: at + 1, gain }));
  for (const [row, id] of ids.entries()) {
    const place = places.get(row);
    yield { id, keep: place !== undefined, rank: place?.rank ?? null, gain: place?.gain ?? null };
  }
}
