import type { Schemas } from '@qdrant/js-client-rest';
import type { Space } from '../../schemas/record.ts';
import type { Neighbour } from './port.ts';
import type { QdrantConnection } from './qdrant-connection.ts';
import { embeddedOf, RECORD_FIELDS, shortened, VECTOR_NAMES } from './qdrant-point.ts';
import { visibleScore } from './visible-score.ts';

/** The most results given to one query. */
export const MAX_RESULTS = 100_000;

export interface PointsQuery {
  readonly space: Space;
  /** Of length 1. */
  readonly vector: Float32Array;
  readonly limit: number;
  /** Inclusive. */
  readonly minScore: number;
  readonly filter: Schemas['Filter'];
}

/** Scores are shown in millionths; the server must not cut what rounds up to the threshold. */
const ROUNDING = 1e-6;
const GROWTH = 8;
/** Candidates of the graph; more find more of the true neighbours. */
const LEAST_CANDIDATES = 128;
/** Candidates by eight bits for each result, compared again by 32. */
const OVERSAMPLING = 2;

/**
 * The `limit` nearest records, best first, equal scores in the order of ids. The server cuts ties anywhere: when the last
 * place is shared it is asked for more, up to 100,000.
 */
export async function nearestPoints(
  connection: QdrantConnection,
  collection: string,
  query: PointsQuery,
): Promise<Neighbour[]> {
  let asked = Math.min(query.limit + 1, MAX_RESULTS);
  let found = await ask(connection, collection, query, asked);
  while (found.length === asked && asked < MAX_RESULTS && lastPlaceIsShared(found, query)) {
    asked = Math.min(asked * GROWTH, MAX_RESULTS);
    found = await ask(connection, collection, query, asked);
  }
  return found
    .filter(({ score }) => score >= query.minScore)
    .sort((a, b) => b.score - a.score || (a.record.id < b.record.id ? -1 : 1))
    .slice(0, query.limit);
}

async function ask(
  connection: QdrantConnection,
  collection: string,
  { space, vector, minScore, filter }: PointsQuery,
  limit: number,
): Promise<Neighbour[]> {
  const { points } = await connection.call((client) =>
    client.query(collection, {
      query: shortened(vector),
      using: space,
      limit,
      filter,
      score_threshold: minScore - ROUNDING,
      params: {
        hnsw_ef: Math.max(LEAST_CANDIDATES, 2 * limit),
        quantization: { rescore: true, oversampling: OVERSAMPLING },
      },
      with_payload: RECORD_FIELDS,
      with_vector: VECTOR_NAMES,
    }),
  );
  return points.map((point) => ({ ...embeddedOf(point), score: visibleScore(point.score) }));
}

function lastPlaceIsShared(found: readonly Neighbour[], { limit, minScore }: PointsQuery): boolean {
  const last = found.at(-1)?.score ?? -1;
  return last >= minScore && last === found[limit - 1]?.score;
}
