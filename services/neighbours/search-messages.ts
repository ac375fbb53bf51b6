import type { Points, RowRange } from '../analysis/points.ts';
import type { OpeningReply } from '../runtime/start-thread.ts';
import type { Nearest } from './best-rows.ts';
import type { CellPlan } from './cell-search.ts';
import type { PairwisePlan } from './pairwise-search.ts';

/** What a search thread is started with. Vectors in a SharedArrayBuffer are shared with it, others are copied. */
export interface SearchConfig {
  readonly points: Points;
  /** Number of cores that a matrix product may use. */
  readonly threads: number;
}

/**
 * What neighbours are looked for: either the rows `own` of the searched points, which do not find themselves, or other
 * vectors, row-major.
 */
export type Queries = { readonly own: Int32Array } | { readonly vectors: Float32Array };

/**
 * Pairs of a query and a row with their score, in the order of queries. The three lists are of the same length; `queries`
 * counts queries from 0.
 */
export interface Matches {
  readonly queries: Int32Array;
  readonly rows: Int32Array;
  readonly scores: Float32Array;
}

export interface NearestRequest {
  readonly kind: 'nearest';
  readonly queries: Queries;
  readonly k: number;
}

export interface MatchesRequest {
  readonly kind: 'matches';
  readonly queries: Queries;
  readonly tile: RowRange;
  readonly threshold: number;
}

/** Asks for one range of rows of a plan. Ranges follow one another; the one that begins at `plan.from` starts anew. */
interface PairwiseRequest {
  readonly kind: 'pairwise';
  readonly range: RowRange;
  readonly plan: PairwisePlan;
}

/** Asks for the neighbours of a range of rows among those of some cells. */
interface CellsRequest {
  readonly kind: 'cells';
  readonly plan: CellPlan;
}

/** A request for a part of the neighbours of a range of rows, which several threads share. */
export type SharedRequest = PairwiseRequest | CellsRequest;

/** The answer to a shared request. */
export interface BestKeys {
  /** The best keys of each row of the range, as `PairwiseSearch.nearest` and `nearestInCells` give them. */
  readonly keys: Float64Array;
}

/** A request that is answered. */
export type Question = NearestRequest | SharedRequest | MatchesRequest;

/** A message to a search thread. It deals with them one after the other, in their order. */
export type SearchRequest = Question | { readonly kind: 'close' };

export type SearchReply =
  | OpeningReply
  | { readonly kind: 'nearest'; readonly result: Nearest }
  | { readonly kind: SharedRequest['kind']; readonly result: BestKeys }
  | { readonly kind: 'matches'; readonly result: Matches }
  | { readonly kind: 'failed'; readonly reason: string };
