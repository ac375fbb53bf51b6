import type { Points } from '../../analysis/points.ts';
import type { Pause } from '../../runtime/event-loop-yield.ts';
import { clusterLabels } from './label-clusters.ts';
import { UNGROUPED } from './leader-groups.ts';

export interface Partition {
  /** The group of each row, from 0, or `UNGROUPED`. */
  readonly groupOf: Int32Array;
  readonly groups: number;
}

interface LabelOptions {
  /** Two labels become one group from this likeness on. */
  readonly mergeAt: number;
  /** Only this many labels, the most frequent ones, are clustered, since their scalar products take 4 bytes a pair. */
  readonly most: number;
}

/** Groups rows by their labels; labels whose rows lie in the same place make one group. */
export async function groupByLabel(
  points: Points,
  labels: readonly (string | null)[],
  { mergeAt, most }: LabelOptions,
  pause: Pause,
): Promise<Int32Array> {
  const names = frequentLabels(labels, most);
  const numberOf = new Map(names.map((name, number) => [name, number]));
  const groupOf = Int32Array.from(labels, (label) => numberOf.get(label ?? '') ?? UNGROUPED);
  return merged(points, { groupOf, groups: names.length }, mergeAt, pause);
}

/** The groups of the rows after groups that lie in the same place are made one. */
export async function merged(
  points: Points,
  { groupOf, groups }: Partition,
  mergeAt: number,
  pause: Pause,
): Promise<Int32Array> {
  const { sums, sizes } = sumsOf(points, groupOf, groups);
  const clusterOf = new Int32Array(groups);
  (await clusterLabels(sums, sizes, mergeAt, pause)).forEach(({ labels }, cluster) => {
    for (const label of labels) clusterOf[label] = cluster;
  });
  return groupOf.map((group) => (group === UNGROUPED ? UNGROUPED : clusterOf[group]!));
}

/** The most frequent labels, sorted by how frequent they are and then by name. */
function frequentLabels(labels: readonly (string | null)[], most: number): string[] {
  const counts = new Map<string, number>();
  for (const label of labels) if (label !== null) counts.set(label, (counts.get(label) ?? 0) + 1);
  return [...counts]
    .sort(([a, many], [b, more]) => more - many || (a < b ? -1 : 1))
    .slice(0, most)
    .map(([label]) => label);
}

/** The sum of the vectors of each group, `groups x dimensions`, and how many rows it has. Rows without a group are left out. */
export function sumsOf(
  { dimensions, values }: Points,
  groupOf: Int32Array,
  groups: number,
): { sums: Points; sizes: Float64Array } {
  const sums = new Float32Array(groups * dimensions);
  const sizes = new Float64Array(groups);
  groupOf.forEach((group, row) => {
    if (group === UNGROUPED || group >= groups) return;
    sizes[group]! += 1;
    for (let k = 0, to = group * dimensions, from = row * dimensions; k < dimensions; k++, to++, from++) {
      sums[to]! += values[from]!;
    }
  });
  return { sums: { rows: groups, dimensions, values: sums }, sizes };
}
