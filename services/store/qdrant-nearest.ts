import type { Schemas } from '@qdrant/js-client-rest';
import type { Space } from '../../schemas/record.ts';
import type { Neighbour } from './port.ts';
import type { QdrantConnection } from './qdrant-connection.ts';
import { embeddedOf, RECORD_FIELDS, shortened, VECTOR_NAMES } from './qdrant-point.ts';
import { lastPlaceIsShared } from './ties.ts';
import { visibleLexicalScore, visibleScore } from './visible-score.ts';

/** The most results given to one query. */
export const MAX_RESULTS = 100_000;

/** Of length 1. */
export interface DenseQuestion {
  readonly space: Space;
  readonly vector: Float32Array;
}

/** Fingerprints of words. */
export interface LexicalQuestion {
  readonly terms: readonly number[];
}

export interface Wanted {
  readonly limit: number;
  /** Inclusive. */
  readonly minScore: number;
  readonly filter: Schemas['Filter'];
}

const GROWTH = 8;
/** Candidates of the graph; more find more of the true neighbours. */
const LEAST_CANDIDATES = 128;
/** Candidates by eight bits for each result, compared again by 32. */
const OVERSAMPLING = 2;
/** Scores are shown rounded; the server must not cut what rounds up to the threshold. */
const ROUNDING = 1e-6;

/**
 * The `limit` best records, best first, equal scores in the order of ids. The server cuts ties anywhere: when the last
 * place is shared it is asked for more, up to 100,000.
 */
export async function bestPoints(
  connection: QdrantConnection,
  collection: string,
  question: DenseQuestion | LexicalQuestion,
  wanted: Wanted,
): Promise<Neighbour[]> {
  const ask = async (limit: number): Promise<Neighbour[]> => {
    const request = requestOf(question, wanted, limit);
    const { points } = await connection.call((client) => client.query(collection, request));
    const visible = 'terms' in question ? visibleLexicalScore : visibleScore;
    return points.map((point) => ({ ...embeddedOf(point), score: visible(point.score) }));
  };
  let asked = Math.min(wanted.limit + 1, MAX_RESULTS);
  let found = await ask(asked);
  while (found.length === asked && asked < MAX_RESULTS && lastPlaceIsShared(found, wanted)) {
    asked = Math.min(asked * GROWTH, MAX_RESULTS);
    found = await ask(asked);
  }
  return found
    .filter(({ score }) => score >= wanted.minScore)
    .sort((a, b) => b.score - a.score || (a.record.id < b.record.id ? -1 : 1))
    .slice(0, wanted.limit);
}

function requestOf(
  question: DenseQuestion | LexicalQuestion,
  { filter, minScore }: Wanted,
  limit: number,
): Schemas['QueryRequest'] {
  const common = { limit, filter, with_payload: RECORD_FIELDS, with_vector: VECTOR_NAMES };
  if ('terms' in question) {
    const { terms } = question;
    return { ...common, query: { indices: [...terms], values: terms.map(() => 1) }, using: 'bm25' };
  }
  return {
    ...common,
    query: shortened(question.vector),
    using: question.space,
    score_threshold: minScore - ROUNDING,
    params: {
      hnsw_ef: Math.max(LEAST_CANDIDATES, 2 * limit),
      quantization: { rescore: true, oversampling: OVERSAMPLING },
    },
  };
}
