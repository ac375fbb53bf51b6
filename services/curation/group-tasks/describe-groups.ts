import { dotAt, dotInOrder } from '../../analysis/dot.ts';
import type { Points } from '../../analysis/points.ts';
import { at } from '../../runtime/at.ts';
import { UNGROUPED } from './leader-groups.ts';
import { sumsOf } from './label-partition.ts';
import type { Grouping } from './task-groups.ts';

/** The shape of a group; its rows are given by their numbers. */
export interface GroupShape {
  readonly size: number;
  /** The labels of its rows, the most frequent first. */
  readonly labels: readonly { readonly label: string; readonly count: number }[];
  /** The mean similarity of two different rows; 1 when there is only one row. */
  readonly cohesion: number;
  /** Rows at even distances in the order from the centre outwards; the first is the row nearest to the centre. */
  readonly examples: readonly number[];
  /** The rows that lie far from the centre, the farthest first. */
  readonly outliers: readonly number[];
}

export interface GroupShapes {
  readonly groups: readonly GroupShape[];
  /** The cosine similarity of each row to the centre of its group; 0 when it has no group. */
  readonly similarities: Float32Array;
}

/** Smaller groups have no outliers, since a quarter of their rows would be a single row. */
const LEAST_FOR_OUTLIERS = 8;
/** Outliers lie below the lower quartile by more than this many interquartile ranges (Tukey, Exploratory Data Analysis, 1977). */
const FENCE = 1.5;

/**
 * Describes every group: its labels, and which rows lie near to its centre or far from it. The centre is the mean direction.
 * @param examples how many examples a group has at most
 */
export function describeGroups(
  points: Points,
  labels: readonly (string | null)[],
  { groupOf, groups }: Pick<Grouping, 'groupOf' | 'groups'>,
  examples: number,
): GroupShapes {
  const { sums, sizes } = sumsOf(points, groupOf, groups);
  const lengths = Float64Array.from({ length: groups }, (_, group) => lengthOf(sums, group));
  const similarities = similaritiesToCentres(points, groupOf, sums, lengths);
  const members = Array.from({ length: groups }, (): number[] => []);
  groupOf.forEach((group, row) => {
    if (group !== UNGROUPED) at(members, group).push(row);
  });
  const shapes = members.map((rows, group): GroupShape => {
    const size = at(sizes, group);
    const inwards = rows.sort((a, b) => at(similarities, b) - at(similarities, a) || a - b);
    return {
      size,
      labels: countLabels(rows, labels),
      cohesion: size < 2 ? 1 : (at(lengths, group) ** 2 - size) / (size * (size - 1)),
      examples: spreadOver(inwards, examples),
      outliers: outliersAmong(inwards, similarities),
    };
  });
  return { groups: shapes, similarities };
}

function lengthOf({ dimensions, values }: Points, row: number): number {
  const begin = row * dimensions;
  return Math.sqrt(dotInOrder(values, begin, values, begin, dimensions));
}

function similaritiesToCentres(
  { rows, dimensions, values }: Points,
  groupOf: Int32Array,
  sums: Points,
  lengths: Float64Array,
): Float32Array {
  return Float32Array.from({ length: rows }, (_, row) => {
    const group = at(groupOf, row);
    if (group === UNGROUPED || lengths[group] === 0) return 0;
    return dotAt(values, row * dimensions, sums.values, group * dimensions, dimensions) / at(lengths, group);
  });
}

/** The labels of some rows, the most frequent first. */
export function countLabels(
  rows: readonly number[],
  labels: readonly (string | null)[],
): GroupShape['labels'] {
  const counts = new Map<string, number>();
  for (const row of rows) {
    const label = at(labels, row);
    if (label !== null) counts.set(label, (counts.get(label) ?? 0) + 1);
  }
  const sorted = [...counts].sort(([a, many], [b, more]) => more - many || (a < b ? -1 : 1));
  return sorted.map(([label, count]) => ({ label, count }));
}

/** At most `count` rows, at even distances in the list and beginning with its first. */
function spreadOver(rows: readonly number[], count: number): number[] {
  const places = Array.from({ length: Math.min(count, rows.length) }, (_, i) =>
    Math.floor((i * rows.length) / count),
  );
  return [...new Set(places)].map((place) => at(rows, place));
}

/**
 * The outliers of a group, the farthest first.
 * @param inwards the rows of the group, the nearest to its centre first
 */
function outliersAmong(inwards: readonly number[], similarities: Float32Array): number[] {
  if (inwards.length < LEAST_FOR_OUTLIERS) return [];
  const quartile = (share: number): number =>
    at(similarities, at(inwards, Math.floor(inwards.length * share)));
  const [upper, lower] = [quartile(0.25), quartile(0.75)];
  const fence = lower - FENCE * (upper - lower);
  return inwards.filter((row) => at(similarities, row) < fence).reverse();
}
