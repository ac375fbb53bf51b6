import { UNGROUPED } from './leader-groups.ts';

interface CountedKind {
  readonly kind: string;
  readonly count: number;
}

/** The kinds of work of each group, the most frequent first; none of a group without a record that has a kind. */
export function kindsOfGroups(
  kinds: readonly (string | null)[],
  groupOf: Int32Array,
): Map<number, CountedKind[]> {
  const counts = new Map<number, Map<string, number>>();
  kinds.forEach((kind, row) => {
    const group = groupOf[row] ?? UNGROUPED;
    if (kind === null || group === UNGROUPED) return;
    const ofGroup = counts.get(group) ?? new Map<string, number>();
    counts.set(group, ofGroup.set(kind, (ofGroup.get(kind) ?? 0) + 1));
  });
  return new Map([...counts].map(([group, ofGroup]) => [group, mostFrequent(ofGroup)]));
}

function mostFrequent(counts: ReadonlyMap<string, number>): CountedKind[] {
  const sorted = [...counts].sort(([a, many], [b, more]) => more - many || (a < b ? -1 : 1));
  return sorted.map(([kind, count]) => ({ kind, count }));
}
