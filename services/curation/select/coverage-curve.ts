import { coverageGain, coverWith, emptyCover } from './coverage.ts';
import type { CoverageLists } from './coverage.ts';

/** What the first `budget` rows of a ranking cover. */
export interface CurvePoint {
  readonly budget: number;
  /** Facility location's value, as a share of what all rows would reach. */
  readonly coverage: number;
  /** Distinct task labels among the rows. */
  readonly tasks: number;
}

export interface CurveInput {
  readonly lists: CoverageLists;
  /** What a row counts; null: all count 1. */
  readonly weights: Float64Array | null;
  readonly initial: readonly number[];
  readonly ranking: readonly number[];
  /** Number of each row's task label; -1 for none. */
  readonly taskOf: Int32Array;
}

/** Value of the cover in which every row is covered as well as any candidate covers it. */
function greatestValue({ lists, weights }: CurveInput): number {
  const best = new Float64Array(lists.groundRows);
  lists.covered.forEach((row, at) => {
    best[row] = Math.max(best[row] ?? 0, lists.scores[at] ?? 0);
  });
  return best.reduce((sum, score, row) => sum + score * (weights?.[row] ?? 1), 0);
}

/** The curve from the rows taken before (budget 0) to the whole ranking, one point a row. */
export function coverageCurve(input: CurveInput): CurvePoint[] {
  const { lists, weights, initial, ranking, taskOf } = input;
  const cover = emptyCover(lists, weights);
  const greatest = greatestValue(input);
  const tasks = new Set<number>();
  let value = 0;
  const take = (row: number): void => {
    value += coverageGain(cover, row);
    coverWith(cover, row);
    const task = taskOf[row] ?? -1;
    if (task >= 0) tasks.add(task);
  };
  const point = (budget: number): CurvePoint => ({
    budget,
    coverage: greatest === 0 ? 0 : Math.min(1, value / greatest),
    tasks: tasks.size,
  });
  initial.forEach(take);
  const points = [point(0)];
  ranking.forEach((row, at) => {
    take(row);
    points.push(point(at + 1));
  });
  return points;
}

/**
 * Where more rows begin to bring less than before: the point farthest above the straight line from the first to the last
 * one, both axes scaled to 0 to 1 (Satopää et al., Finding a Kneedle in a Haystack, 2011, for a whole concave curve).
 * Null for a curve that does not bend.
 */
export function kneeOf(curve: readonly CurvePoint[]): CurvePoint | null {
  const [first, last] = [curve[0], curve.at(-1)];
  if (first === undefined || last === undefined || last.coverage <= first.coverage) return null;
  let knee: CurvePoint | null = null;
  let farthest = 1e-9;
  for (const point of curve) {
    const across = (point.budget - first.budget) / (last.budget - first.budget);
    const up = (point.coverage - first.coverage) / (last.coverage - first.coverage);
    if (up - across <= farthest) continue;
    farthest = up - across;
    knee = point;
  }
  return knee;
}

/** The fewest rows that reach a share of what the whole ranking covers. */
export function budgetFor(curve: readonly CurvePoint[], share: number): number {
  const goal = share * (curve.at(-1)?.coverage ?? 0);
  return curve.find(({ coverage }) => coverage >= goal)?.budget ?? 0;
}

/** At most `count` points of a curve: its ends, and between them ever wider steps, since it bends at its beginning. */
export function thinned(curve: readonly CurvePoint[], count: number): CurvePoint[] {
  if (curve.length <= count) return [...curve];
  const last = curve.length - 1;
  const places = Array.from({ length: count }, (_, at) => Math.round(last * (at / (count - 1)) ** 2));
  return [...new Set(places)].flatMap((at) => curve[at] ?? []);
}
