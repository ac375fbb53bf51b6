import { coverageGain, coverWith, emptyCover } from './coverage.ts';
import type { CoverageLists } from './coverage.ts';

/** How much the first `budget` rows of a ranking cover. */
export interface CurvePoint {
  readonly budget: number;
  /** The value of facility location, as a share of the value that all rows together reach. */
  readonly coverage: number;
  /** How many different task labels the rows have. */
  readonly tasks: number;
}

export interface CurveInput {
  readonly lists: CoverageLists;
  /** The weight of each row that may be covered; null when all weigh 1. */
  readonly weights: Float64Array | null;
  /** Rows taken before the ranking begins. */
  readonly initial: readonly number[];
  readonly ranking: readonly number[];
  /** The number of each row's task label; -1 when it has none. */
  readonly taskOf: Int32Array;
}

/** The value of facility location when every row is covered by the candidate that covers it best. */
function greatestValue({ lists, weights }: CurveInput): number {
  const best = new Float64Array(lists.groundRows);
  lists.covered.forEach((row, entry) => {
    best[row] = Math.max(best[row]!, lists.scores[entry]!);
  });
  return best.reduce((sum, score, row) => sum + score * (weights === null ? 1 : weights[row]!), 0);
}

/** The coverage curve: a point for the initial rows alone (budget 0), and one for each row of the ranking. */
export function coverageCurve(input: CurveInput): CurvePoint[] {
  const { lists, weights, initial, ranking, taskOf } = input;
  const cover = emptyCover(lists, weights);
  const greatest = greatestValue(input);
  const tasks = new Set<number>();
  let value = 0;
  const take = (row: number): void => {
    value += coverageGain(cover, row);
    coverWith(cover, row);
    const task = taskOf[row]!;
    if (task >= 0) tasks.add(task);
  };
  const point = (budget: number): CurvePoint => ({
    budget,
    coverage: greatest === 0 ? 0 : Math.min(1, value / greatest),
    tasks: tasks.size,
  });
  initial.forEach(take);
  const points = [point(0)];
  for (const row of ranking) {
    take(row);
    points.push(point(points.length));
  }
  return points;
}

/**
 * The knee of a curve, from which more rows add less than before: the point farthest above the straight line from the first
 * point to the last, with both axes scaled to the range from 0 to 1 (Satopää et al., Finding a Kneedle in a Haystack, 2011,
 * for a whole concave curve). Null for a curve that does not bend.
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

/** The smallest budget that reaches a share of what the whole ranking covers. */
export function budgetFor(curve: readonly CurvePoint[], share: number): number {
  const goal = share * (curve.at(-1)?.coverage ?? 0);
  return curve.find(({ coverage }) => coverage >= goal)?.budget ?? 0;
}

/** At most `count` points of a curve: both ends, and others in ever wider steps, since the curve bends at its beginning. */
export function thinned(curve: readonly CurvePoint[], count: number): CurvePoint[] {
  if (curve.length <= count) return [...curve];
  const last = curve.length - 1;
  const places = Array.from({ length: count }, (_, i) => Math.round(last * (i / (count - 1)) ** 2));
  return [...new Set(places)].map((place) => curve[place]!);
}
