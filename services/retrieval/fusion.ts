import type { Neighbour } from '../store/port.ts';

/** Makes the first ranks differ less (Cormack, Clarke and Buettcher, "Reciprocal Rank Fusion", 2009). */
const RANK_CONSTANT = 60;

/**
 * Merges rankings into one by reciprocal rank fusion: a record scores the sum of 1 / (60 + rank) over the rankings in which
 * it stands, with ranks counted from 1. The best record comes first; records of equal score are in the order of ids.
 */
export function fuseRankings(rankings: readonly (readonly Neighbour[])[]): Neighbour[] {
  const fused = new Map<string, Neighbour>();
  for (const ranking of rankings) {
    for (const [at, neighbour] of ranking.entries()) {
      const { id } = neighbour.record;
      const score = (fused.get(id)?.score ?? 0) + 1 / (RANK_CONSTANT + at + 1);
      fused.set(id, { ...neighbour, score });
    }
  }
  return [...fused.values()].sort((a, b) => b.score - a.score || (a.record.id < b.record.id ? -1 : 1));
}
