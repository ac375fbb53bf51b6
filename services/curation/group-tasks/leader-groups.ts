import type { KnnGraph } from '../../neighbours/knn-graph.ts';
import { at } from '../../runtime/at.ts';

/** Stands for the group of a row that has none. */
export const UNGROUPED = -1;

interface LeaderOptions {
  /** The similarity to its leader that a row needs. */
  readonly threshold: number;
  /** A group needs this many rows, including its leader. */
  readonly minSize: number;
}

/**
 * Groups the rows that have no group in `groupOf` by the leader algorithm (Hartigan 1975), in the order of density. The row
 * with the most near neighbours leads first, and takes those neighbours into its group. Since a group is a leader with some
 * of its `k` neighbours, one kind of work may make several groups.
 */
export function leaderGroups(
  groupOf: Int32Array,
  { rows, k, neighbours, scores }: KnnGraph,
  { threshold, minSize }: LeaderOptions,
): { readonly groupOf: Int32Array; readonly groups: number } {
  const led = new Int32Array(rows).fill(UNGROUPED);
  const isFree = (row: number): boolean => groupOf[row] === UNGROUPED && led[row] === UNGROUPED;
  const followersOf = (row: number): number[] => {
    const followers: number[] = [];
    for (let link = row * k; link < (row + 1) * k; link++) {
      const neighbour = at(neighbours, link);
      if (at(scores, link) >= threshold && isFree(neighbour)) followers.push(neighbour);
    }
    return followers;
  };
  const densities = new Map<number, number>();
  for (let row = 0; row < rows; row++) if (isFree(row)) densities.set(row, followersOf(row).length);
  const leaders = [...densities.keys()].sort(
    (a, b) => (densities.get(b) ?? 0) - (densities.get(a) ?? 0) || a - b,
  );
  let groups = 0;
  for (const leader of leaders) {
    if (!isFree(leader)) continue;
    const followers = followersOf(leader);
    if (followers.length + 1 < minSize) continue;
    for (const row of [leader, ...followers]) led[row] = groups;
    groups += 1;
  }
  return { groupOf: led, groups };
}
