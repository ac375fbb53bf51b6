import type { ZVecCollection } from '@zvec/zvec';
import type { SpaceName } from '../../../schemas/record.ts';
import { lastPlaceIsShared, visibleScore } from '../visible-score.ts';
import { MAX_TOPK } from './zvec-collection.ts';

export interface NearestIdsQuery {
  readonly space: SpaceName;
  /** Of length 1. */
  readonly vector: Float32Array;
  readonly limit: number;
  /** Inclusive. */
  readonly minScore: number;
  readonly filter: string | undefined;
}

export interface ScoredId {
  readonly id: string;
  readonly score: number;
}

/** Results asked for beyond the limit, to see whether the last place is shared. */
const SPARE = 32;
const GROWTH = 8;

/**
 * The `limit` nearest ids, best first, equal scores in the order of ids. The engine cuts ties anywhere, so it is asked
 * for more until the last place is no longer shared; only among more than 100,000 equal scores does its order count.
 */
export async function nearestIds(collection: ZVecCollection, query: NearestIdsQuery): Promise<ScoredId[]> {
  let topk = Math.min(query.limit + SPARE, MAX_TOPK);
  let scored = await ask(collection, query, topk);
  while (scored.length === topk && topk < MAX_TOPK && lastPlaceIsShared(scored, query)) {
    topk = Math.min(topk * GROWTH, MAX_TOPK);
    scored = await ask(collection, query, topk);
  }
  return scored
    .filter(({ score }) => score >= query.minScore)
    .sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1))
    .slice(0, query.limit);
}

async function ask(collection: ZVecCollection, query: NearestIdsQuery, topk: number): Promise<ScoredId[]> {
  const docs = await collection.query({
    fieldName: query.space,
    vector: query.vector,
    topk,
    outputFields: [],
    ...(query.filter !== undefined && { filter: query.filter }),
  });
  return docs.map(({ id, score }) => ({ id, score: visibleScore(score) }));
}
