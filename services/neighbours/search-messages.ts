import type { Points, RowRange } from '../analysis/points.ts';
import type { OpeningReply } from '../runtime/start-thread.ts';
import type { Nearest } from './best-rows.ts';
import type { PairwisePlan } from './pairwise-search.ts';

/** What a search thread needs. The vectors are shared with it when they lie in a SharedArrayBuffer, else copied. */
export interface SearchConfig {
  readonly points: Points;
  readonly threads: number;
}

/** Rows of the points that are searched, which do not find themselves, or other vectors, row-major. */
export type Queries = { readonly own: Int32Array } | { readonly vectors: Float32Array };

/** Pairs of a query and a row, in the order of queries. */
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

/** Asked for range after range; a search begins with the first one of a plan. */
export interface PairwiseRequest {
  readonly kind: 'pairwise';
  readonly range: RowRange;
  readonly plan: PairwisePlan;
}

/** Of each row of the range, see `PairwiseSearch.nearest`. */
export interface BestKeys {
  readonly keys: Float64Array;
}

/** What has an answer. */
export type Question = NearestRequest | PairwiseRequest | MatchesRequest;

/** Answered one after the other, in their order. */
export type SearchRequest = Question | { readonly kind: 'close' };

export type SearchReply =
  | OpeningReply
  | { readonly kind: 'nearest'; readonly result: Nearest }
  | { readonly kind: 'pairwise'; readonly result: BestKeys }
  | { readonly kind: 'matches'; readonly result: Matches }
  | { readonly kind: 'failed'; readonly reason: string };
