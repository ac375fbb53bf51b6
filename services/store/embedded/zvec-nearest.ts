import type { ZVecCollection } from '@zvec/zvec';
import type { SpaceName } from '../../../schemas/record.ts';
import { lastPlaceIsShared, visibleScore } from '../visible-score.ts';
import { MAX_TOPK } from './zvec-collection.ts';

export interface NearestIdsQuery {
  readonly space: SpaceName;
  /** The vector whose neighbours are looked for, of length 1. */
  readonly vector: Float32Array;
  readonly limit: number;
  /** The lowest score of a result, -1 to 1. */
  readonly minScore: number;
  readonly filter: string | undefined;
}

export interface ScoredId {
  readonly id: string;
  readonly score: number;
}

/** This many more results than the limit are asked for, to see whether others score as much as the last one. */
const SPARE = 32;
/** By this factor more results are asked for while the last place is shared. */
const GROWTH = 8;

/**
 * The ids of the `limit` nearest records, best first; records of equal score are in the order of ids. The engine may give
 * any of several records that share the last place, so it is asked for more until it has given all of them. Only among
 * more than 100,000 records of equal score does the engine's own order show.
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
