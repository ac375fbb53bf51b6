import { dotAt } from '../../analysis/dot.ts';
import type { Points } from '../../analysis/points.ts';
import type { KnnGraph } from '../../neighbours/knn-graph.ts';
import type { Pause } from '../../runtime/event-loop-yield.ts';
import { clusterLabels } from './label-clusters.ts';
import { leaderGroups, UNGROUPED } from './leader-groups.ts';

/** Labels that are clustered, the most frequent ones: their scalar products take 4 bytes a pair. */
const MOST_LABELS = 2_500;

export interface GroupingInput {
  /** Vectors of the `task` space, L2-normalised. */
  readonly points: Points;
  /** Label of each row; null where none was found. */
  readonly labels: readonly (string | null)[];
  readonly graph: KnnGraph;
}

export interface GroupingOptions {
  /** How alike two labels are that become one group: 1 when their rows can't be told apart. */
  readonly mergeAt: number;
  /** Similarity from which two instructions are of one kind more likely than not, as the encoder says. */
  readonly relatedFrom: number;
  /** Smaller groups are dissolved. */
  readonly minSize: number;
}

interface Partition {
  /** Group of each row, from 0; or `UNGROUPED`. */
  readonly groupOf: Int32Array;
  readonly groups: number;
}

/** The largest group first; `UNGROUPED` are rows that are near to none. */
export interface Grouping extends Partition {
  /** The group of each row's label, of rows that were grouped by it; `UNGROUPED` for the others. */
  readonly groupOfLabel: Int32Array;
}

/**
 * Groups rows by task. Labels whose rows lie in the same place are one group; rows without a label, or with a rare one,
 * join the group among those of their neighbours whose rows are nearest to them on average, if that is near enough;
 * what is left groups around its densest rows. Deterministic. O(rows) and O(labels²) in time, O(rows) in memory.
 */
export async function groupByTask(
  input: GroupingInput,
  options: GroupingOptions,
  pause: Pause,
): Promise<Grouping> {
  const { points, graph } = input;
  const { mergeAt, minSize, relatedFrom } = options;
  const labels = frequentLabels(input.labels);
  const numberOf = new Map(labels.map((label, at) => [label, at]));
  const labelled = Int32Array.from(input.labels, (label) => numberOf.get(label ?? '') ?? UNGROUPED);
  const groupOf = await merged(points, { groupOf: labelled, groups: labels.length }, mergeAt, pause);
  dissolve(groupOf, minSize);
  const groupOfLabel = groupOf.slice();
  await joinNearest(groupOf, input, relatedFrom, pause);
  const led = leaderGroups(groupOf, graph, { threshold: (1 + relatedFrom) / 2, minSize });
  const groups = numberOfGroups(groupOf);
  const kept = { ...led, groups: Math.min(led.groups, MOST_LABELS) };
  (await merged(points, kept, mergeAt, pause)).forEach((group, row) => {
    if (group !== UNGROUPED) groupOf[row] = groups + group;
  });
  return renumbered(groupOf, groupOfLabel);
}

/** The same rows in fewer groups: those that lie in the same place are one. */
async function merged(
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
  return groupOf.map((group) => (group === UNGROUPED ? UNGROUPED : (clusterOf[group] ?? UNGROUPED)));
}

function numberOfGroups(groupOf: Int32Array): number {
  return groupOf.reduce((most, group) => Math.max(most, group), UNGROUPED) + 1;
}

/** The most frequent labels, equally frequent ones by name. */
function frequentLabels(labels: readonly (string | null)[]): string[] {
  const counts = new Map<string, number>();
  for (const label of labels) if (label !== null) counts.set(label, (counts.get(label) ?? 0) + 1);
  return [...counts]
    .sort(([a, many], [b, more]) => more - many || (a < b ? -1 : 1))
    .slice(0, MOST_LABELS)
    .map(([label]) => label);
}

/** Sums of the vectors of each group, and how many they are; rows without one count nowhere. */
export function sumsOf(
  { dimensions, values }: Points,
  groupOf: Int32Array,
  groups: number,
): { sums: Points; sizes: Float64Array } {
  const sums = new Float32Array(groups * dimensions);
  const sizes = new Float64Array(groups);
  groupOf.forEach((group, row) => {
    if (group === UNGROUPED || group >= groups) return;
    sizes[group] = (sizes[group] ?? 0) + 1;
    for (let k = 0, to = group * dimensions, from = row * dimensions; k < dimensions; k++, to++, from++) {
      sums[to] = (sums[to] ?? 0) + (values[from] ?? 0);
    }
  });
  return { sums: { rows: groups, dimensions, values: sums }, sizes };
}

function dissolve(groupOf: Int32Array, minSize: number): void {
  const sizes = new Map<number, number>();
  for (const group of groupOf) sizes.set(group, (sizes.get(group) ?? 0) + 1);
  groupOf.forEach((group, row) => {
    if ((sizes.get(group) ?? 0) < minSize) groupOf[row] = UNGROUPED;
  });
}

async function joinNearest(
  groupOf: Int32Array,
  { points, graph }: GroupingInput,
  relatedFrom: number,
  pause: Pause,
): Promise<void> {
  const { dimensions, values } = points;
  const { sums, sizes } = sumsOf(points, groupOf, numberOfGroups(groupOf));
  const before = groupOf.slice();
  for (let row = 0; row < points.rows; row++) {
    if (before[row] !== UNGROUPED) continue;
    await pause();
    let best = relatedFrom;
    for (const group of groupsNear(before, graph, row)) {
      const product = dotAt(values, row * dimensions, sums.values, group * dimensions, dimensions);
      const similarity = product / (sizes[group] ?? 1);
      if (similarity < best) continue;
      best = similarity;
      groupOf[row] = group;
    }
  }
}

/** Groups of the neighbours of a row, the nearest neighbour's last, so that it has ties. */
function groupsNear(groupOf: Int32Array, { k, neighbours }: KnnGraph, row: number): number[] {
  const near = new Set<number>();
  for (let at = 0; at < k; at++) {
    const group = groupOf[neighbours[row * k + at] ?? -1] ?? UNGROUPED;
    if (group !== UNGROUPED) near.add(group);
  }
  return [...near].reverse();
}

/** The largest group first; of equal ones, that of the earliest row. */
function renumbered(groupOf: Int32Array, groupOfLabel: Int32Array): Grouping {
  const sizes = new Map<number, number>();
  for (const group of groupOf) if (group !== UNGROUPED) sizes.set(group, (sizes.get(group) ?? 0) + 1);
  const order = [...sizes.keys()].sort((a, b) => (sizes.get(b) ?? 0) - (sizes.get(a) ?? 0));
  const numberOf = new Map(order.map((group, number) => [group, number]));
  const renumber = (group: number): number => numberOf.get(group) ?? UNGROUPED;
  return {
    groupOf: groupOf.map(renumber),
    groupOfLabel: groupOfLabel.map(renumber),
    groups: order.length,
  };
}
