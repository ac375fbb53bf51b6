import { selectRows } from '../../analysis/points.ts';
import type { Points } from '../../analysis/points.ts';
import { nearestCentreBySearch } from '../../neighbours/nearest-centre.ts';
import type { SelectionMethod } from '../../../schemas/curation/select.ts';
import { centroidRows } from './centroid-rows.ts';
import { collectPicks } from './collect-picks.ts';
import type { SelectionWatch } from './collect-picks.ts';
import { emptyCover } from './coverage.ts';
import type { CoverageLists } from './coverage.ts';
import { facilityLocation, qualityWorth, relevanceWorth } from './facility-location.ts';
import { kCenter } from './k-center.ts';
import { lazyGreedy } from './lazy-greedy.ts';
import type { Marginal, Pick } from './lazy-greedy.ts';
import type { Quotas } from './quotas.ts';
import { randomOrder } from './random-order.ts';
import { roundRobin } from './round-robin.ts';
import { sphericalKMeans } from '../../analysis/spherical-k-means.ts';
import { at } from '../../runtime/at.ts';
import { thresholdFilter } from './threshold-filter.ts';

/** Everything that a method may use. */
export interface RankInput {
  readonly points: Points;
  /** Which rows each row covers: rows of the corpus, or of the target. */
  readonly lists: CoverageLists;
  /** The weight of each row that may be covered; null when all weigh 1. */
  readonly weights: Float64Array | null;
  /** The quality of each row, from 0 to 1; null without a `quality_key`. */
  readonly quality: Float64Array | null;
  /** The similarity of each row to the nearest row of the target; null without a target. */
  readonly relevance: Float64Array | null;
  /** The vectors of the target's rows; null without a target. */
  readonly target: Points | null;
  readonly quotas: Quotas;
  readonly initial: readonly number[];
  /** 1 for rows that are never to be taken. */
  readonly excluded: Uint8Array;
  readonly budget: number;
}

type Method = Readonly<Record<'alpha' | 'threshold' | 'relevance' | 'seed', number>> & {
  readonly method: SelectionMethod;
};

function coverageMarginal(input: RankInput, { alpha, relevance: eta }: Method): Marginal {
  const { lists, weights, quality, relevance } = input;
  const cover = emptyCover(lists, weights);
  if (relevance !== null) return facilityLocation(cover, relevanceWorth(relevance, eta));
  return facilityLocation(cover, quality === null ? null : qualityWorth(cover, quality, alpha));
}

function marginalOf(input: RankInput, method: Method): Marginal | null {
  const { points, quality } = input;
  switch (method.method) {
    case 'facility_location':
      return coverageMarginal(input, method);
    case 'k_center':
      return kCenter(points);
    case 'threshold':
      return thresholdFilter(points, quality ?? new Float64Array(points.rows), method.threshold);
    case 'random':
      return randomOrder(points.rows, method.seed);
    case 'k_means':
    case 'round_robin':
      return null;
  }
}

/** The rows nearest to the centres of as many clusters as rows are wanted. For empty clusters, rows follow in their order. */
async function centres(
  { points, initial, excluded, budget }: RankInput,
  seed: number,
  { signal, report }: SelectionWatch,
): Promise<Pick[]> {
  const taken = new Set(initial);
  const rows = [...Array(points.rows).keys()].filter((row) => excluded[row] !== 1 && !taken.has(row));
  const clusters = Math.min(budget, rows.length);
  if (clusters === 0) return [];
  const clustered = await sphericalKMeans(selectRows(points, rows), {
    clusters,
    seed,
    nearestCentre: nearestCentreBySearch(signal),
    onPass: (done, total) => report('clustering', done, total),
  });
  const nearest = centroidRows(clustered).map(({ row, gain }) => ({ row: at(rows, row), gain }));
  const named = new Set(nearest.map(({ row }) => row));
  const others = rows.filter((row) => !named.has(row)).slice(0, clusters - nearest.length);
  return [...nearest, ...others.map((row) => ({ row, gain: 0 }))];
}

/**
 * The ranking of a method: the rows that it takes, in their order, each with its gain.
 * @throws KindredError `cancelled`, or the signal's reason, when aborted
 */
export function rankRows(input: RankInput, method: Method, watch: SelectionWatch): Promise<Pick[]> {
  const { quotas, initial, excluded, budget } = input;
  const marginal = marginalOf(input, method);
  if (method.method === 'round_robin' && input.target !== null) {
    return collectPicks(roundRobin({ ...input, target: input.target }, watch.signal), budget, watch);
  }
  if (marginal === null) return centres(input, method.seed, watch);
  return collectPicks(lazyGreedy({ marginal, quotas, initial, excluded }), budget, watch);
}
