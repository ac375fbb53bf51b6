import type { ZVecCollection, ZVecDoc } from '@zvec/zvec';
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

/** A result, with its record when that came with the answer. */
export interface Scored extends ScoredId {
  readonly doc?: ZVecDoc;
}

/**
 * Up to this many results come with their records, which are then not fetched one by one: that takes milliseconds each for
 * those that were written last. Larger answers would hold up the event loop.
 */
const WHOLE_RESULTS = 256;
const WHOLE = { outputFields: ['payload'] };
const BARE = { outputFields: [] };
/** This many more results than the limit are asked for, to see whether others score as much as the last one. */
const SPARE = 32;
/** By this factor more results are asked for while the last place is shared. */
const GROWTH = 8;

/**
 * The `limit` nearest records, best first; records of equal score are in the order of ids. The engine may give any of
 * several records that share the last place, so it is asked for more until it has given all of them. Only among more than
 * 100,000 records of equal score does the engine's own order show.
 */
export async function nearestDocs(collection: ZVecCollection, query: NearestIdsQuery): Promise<Scored[]> {
  if (query.limit <= WHOLE_RESULTS) {
    const scored = await ask(collection, query, query.limit + 1, WHOLE);
    if (scored.length <= query.limit || !lastPlaceIsShared(scored, query)) return best(scored, query);
  }
  let topk = Math.min(query.limit + SPARE, MAX_TOPK);
  let scored = await ask(collection, query, topk, BARE);
  while (scored.length === topk && topk < MAX_TOPK && lastPlaceIsShared(scored, query)) {
    topk = Math.min(topk * GROWTH, MAX_TOPK);
    scored = await ask(collection, query, topk, BARE);
  }
  return best(scored, query);
}

function best(scored: readonly Scored[], { minScore, limit }: NearestIdsQuery): Scored[] {
  return scored
    .filter(({ score }) => score >= minScore)
    .sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1))
    .slice(0, limit);
}

async function ask(
  collection: ZVecCollection,
  query: NearestIdsQuery,
  topk: number,
  fields: typeof WHOLE | typeof BARE,
): Promise<Scored[]> {
  const docs = await collection.query({
    fieldName: query.space,
    vector: query.vector,
    topk,
    ...fields,
    ...(query.filter !== undefined && { filter: query.filter }),
  });
  return docs.map((doc) => ({
    id: doc.id,
    score: visibleScore(doc.score),
    // Seen once, while the machine was busy: an answer without the fields that were asked for. Such a record is fetched.
    ...(fields === WHOLE && 'payload' in doc.fields && { doc }),
  }));
}
