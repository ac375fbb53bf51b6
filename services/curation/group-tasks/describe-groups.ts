import { dotAt } from '../../analysis/dot.ts';
import { vectorOf, type Points } from '../../analysis/points.ts';
import { UNGROUPED } from './leader-groups.ts';
import { sumsOf, type Grouping } from './task-groups.ts';

/** What a group is like; rows are numbers of rows. */
export interface GroupShape {
  readonly size: number;
  /** Labels of its rows, the most frequent first. */
  readonly labels: readonly { readonly label: string; readonly count: number }[];
  /** Mean similarity of two different rows; 1 for a single one. */
  readonly cohesion: number;
  /** The row nearest to the centre, then rows a quarter, a half, three quarters of the way out, and so on. */
  readonly examples: readonly number[];
  /** Rows far from the centre, the farthest first. */
  readonly outliers: readonly number[];
}

export interface GroupShapes {
  readonly groups: readonly GroupShape[];
  /** Cosine similarity of each row to the centre of its group; 0 without a group. */
  readonly similarities: Float32Array;
}

/** Smaller groups have no outliers: a quarter of the rows would be one. */
const LEAST_FOR_OUTLIERS = 8;
/** Tukey's fence: so many ranges between the quartiles below the lower one (Exploratory Data Analysis, 1977). */
const FENCE = 1.5;

/** Describes every group by its rows, their labels and how far they are from its centre, the mean direction. */
export function describeGroups(
  points: Points,
  labels: readonly (string | null)[],
  { groupOf, groups }: Grouping,
  examples: number,
): GroupShapes {
  const { sums, sizes } = sumsOf(points, groupOf, groups);
  const lengths = Float64Array.from({ length: groups }, (_, group) => lengthOf(sums, group));
  const similarities = similaritiesToCentres(points, groupOf, sums, lengths);
  const members = Array.from({ length: groups }, (): number[] => []);
  groupOf.forEach((group, row) => members[group]?.push(row));
  const shapes = members.map((rows, group): GroupShape => {
    const size = sizes[group] ?? 0;
    const inwards = rows.sort((a, b) => (similarities[b] ?? 0) - (similarities[a] ?? 0) || a - b);
    return {
      size,
      labels: countLabels(rows, labels),
      cohesion: size < 2 ? 1 : ((lengths[group] ?? 0) ** 2 - size) / (size * (size - 1)),
      examples: spreadOver(inwards, examples),
      outliers: outliersAmong(inwards, similarities),
    };
  });
  return { groups: shapes, similarities };
}

function lengthOf(points: Points, row: number): number {
  return Math.sqrt(vectorOf(points, row).reduce((sum, value) => sum + value * value, 0));
}

function similaritiesToCentres(
  { rows, dimensions, values }: Points,
  groupOf: Int32Array,
  sums: Points,
  lengths: Float64Array,
): Float32Array {
  return Float32Array.from({ length: rows }, (_, row) => {
    const group = groupOf[row] ?? UNGROUPED;
    if (group === UNGROUPED || lengths[group] === 0) return 0;
    return (
      dotAt(values, row * dimensions, sums.values, group * dimensions, dimensions) / (lengths[group] ?? 1)
    );
  });
}

function countLabels(rows: readonly number[], labels: readonly (string | null)[]): GroupShape['labels'] {
  const counts = new Map<string, number>();
  for (const row of rows) {
    const label = labels[row] ?? null;
    if (label !== null) counts.set(label, (counts.get(label) ?? 0) + 1);
  }
  const sorted = [...counts].sort(([a, many], [b, more]) => more - many || (a < b ? -1 : 1));
  return sorted.map(([label, count]) => ({ label, count }));
}

function spreadOver(rows: readonly number[], count: number): number[] {
  const places = Array.from({ length: Math.min(count, rows.length) }, (_, at) =>
    Math.floor((at * rows.length) / count),
  );
  return [...new Set(places)].map((place) => rows[place] ?? 0);
}

/** `inwards` has the rows of a group, the nearest to its centre first. */
function outliersAmong(inwards: readonly number[], similarities: Float32Array): number[] {
  if (inwards.length < LEAST_FOR_OUTLIERS) return [];
  const at = (share: number): number => similarities[inwards[Math.floor(inwards.length * share)] ?? 0] ?? 0;
  const [upper, lower] = [at(0.25), at(0.75)];
  const fence = lower - FENCE * (upper - lower);
  return inwards.filter((row) => (similarities[row] ?? 0) < fence).reverse();
}
