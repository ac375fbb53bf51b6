import type { KnnGraph } from '../../neighbours/knn-graph.ts';

/** No group. */
export const UNGROUPED = -1;

interface LeaderOptions {
  /** Similarity that a row needs to its leader. */
  readonly threshold: number;
  readonly minSize: number;
}

/**
 * Groups the rows that have no group in `groupOf`: the row with the nearest neighbours leads, and takes those that are
 * near enough to it (Hartigan 1975, the leader algorithm, in the order of density). A group is a leader with some of
 * its `k` neighbours, so one kind of work may make several.
 */
export function leaderGroups(
  groupOf: Int32Array,
  { rows, k, neighbours, scores }: KnnGraph,
  { threshold, minSize }: LeaderOptions,
): { readonly groupOf: Int32Array; readonly groups: number } {
  const led = new Int32Array(rows).fill(UNGROUPED);
  const isFree = (row: number): boolean => groupOf[row] === UNGROUPED && led[row] === UNGROUPED;
  const followersOf = (row: number): number[] => {
    const links = Array.from({ length: k }, (_, at) => row * k + at);
    const near = links.filter((link) => (scores[link] ?? 0) >= threshold);
    return near.map((link) => neighbours[link] ?? -1).filter(isFree);
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
