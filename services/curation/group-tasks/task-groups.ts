import { dotAt } from '../../analysis/dot.ts';
import type { Points } from '../../analysis/points.ts';
import type { KnnGraph } from '../../neighbours/knn-graph.ts';
import type { Pause } from '../../runtime/event-loop-yield.ts';
import { clusterLabels } from './label-clusters.ts';
import { leaderGroups, UNGROUPED } from './leader-groups.ts';

/** Only this many labels, the most frequent ones, are clustered, since their scalar products take 4 bytes a pair. */
const MOST_LABELS = 2_500;

export interface GroupingInput {
  /** The vectors of the rows in the task space, L2-normalised. */
  readonly points: Points;
  /** The label of each row; null where none was found. */
  readonly labels: readonly (string | null)[];
  readonly graph: KnnGraph;
}

export interface GroupingOptions {
  /** Two labels become one group from this likeness on; 1 means that their rows cannot be told apart. */
  readonly mergeAt: number;
  /** The similarity from which two instructions are more likely than not of one kind, as the encoder says. */
  readonly relatedFrom: number;
  /** Groups with fewer rows are dissolved. */
  readonly minSize: number;
}

interface Partition {
  /** The group of each row, from 0, or `UNGROUPED`. */
  readonly groupOf: Int32Array;
  readonly groups: number;
}

/** Groups are numbered by size, the largest first; rows that are near to no group are `UNGROUPED`. */
export interface Grouping extends Partition {
  /** The group of each row's label, for rows that were grouped by their label; `UNGROUPED` for the others. */
  readonly groupOfLabel: Int32Array;
}

/**
 * Groups rows by task. Labels whose rows lie in the same place make one group. A row without a label, or with a rare one, joins
 * a group of one of its neighbours: the group whose rows are nearest to it on average, if they are near enough. The rows that
 * are left are grouped around those with the most near neighbours. The same rows always give the same groups. It takes
 * O(rows + labels²) time and memory.
 * @throws what `pause` throws, which is the signal's reason when the signal is aborted
 */
export async function groupByTask(
  input: GroupingInput,
  options: GroupingOptions,
  pause: Pause,
): Promise<Grouping> {
  const { points, graph } = input;
  const { mergeAt, minSize, relatedFrom } = options;
  const labels = frequentLabels(input.labels);
  const numberOf = new Map(labels.map((label, number) => [label, number]));
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

/** The groups of the rows after groups that lie in the same place are made one. */
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
  return groupOf.map((group) => (group === UNGROUPED ? UNGROUPED : clusterOf[group]!));
}

function numberOfGroups(groupOf: Int32Array): number {
  return groupOf.reduce((most, group) => Math.max(most, group), UNGROUPED) + 1;
}

/** The most frequent labels, sorted by how frequent they are and then by name. */
function frequentLabels(labels: readonly (string | null)[]): string[] {
  const counts = new Map<string, number>();
  for (const label of labels) if (label !== null) counts.set(label, (counts.get(label) ?? 0) + 1);
  return [...counts]
    .sort(([a, many], [b, more]) => more - many || (a < b ? -1 : 1))
    .slice(0, MOST_LABELS)
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
      const similarity = product / sizes[group]!;
      if (similarity < best) continue;
      best = similarity;
      groupOf[row] = group;
    }
  }
}

/** The groups of a row's neighbours. That of the nearest comes last, since the last of equally similar groups is taken. */
function groupsNear(groupOf: Int32Array, { k, neighbours }: KnnGraph, row: number): number[] {
  const near = new Set<number>();
  for (let rank = 0; rank < k; rank++) {
    const group = groupOf[neighbours[row * k + rank]!]!;
    if (group !== UNGROUPED) near.add(group);
  }
  return [...near].reverse();
}

/** Numbers the groups by size, the largest first; of equally large ones that with the earliest row comes first. */
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
