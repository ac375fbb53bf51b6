import type { Schemas } from '@qdrant/js-client-rest';
import type { SpaceName } from '../../../schemas/record.ts';
import type { Neighbour } from '../port.ts';
import type { QdrantConnection } from './connection.ts';
import { embeddedOf, RECORD_FIELDS, shortened, VECTOR_NAMES } from './point.ts';
import { fetchPoints } from './read.ts';
import { lastPlaceIsShared, visibleLexicalScore, visibleScore } from '../visible-score.ts';

/** The most results given to one query. */
export const MAX_RESULTS = 100_000;

/** Of length 1. */
export interface DenseQuestion {
  readonly space: SpaceName;
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

type AskedFields = Pick<Schemas['QueryRequest'], 'with_payload' | 'with_vector'>;
const WHOLE: AskedFields = { with_payload: RECORD_FIELDS, with_vector: VECTOR_NAMES };
const BARE: AskedFields = { with_payload: false, with_vector: false };

const GROWTH = 8;
/** Candidates of the graph; more find more of the true neighbours. */
const LEAST_CANDIDATES = 128;
/** Candidates by eight bits for each result, compared again by 32. */
const OVERSAMPLING = 2;
/** Scores are shown rounded; the server must not cut what rounds up to the threshold. */
const ROUNDING = 1e-6;

/**
 * The `limit` best records, best first, equal scores in the order of ids. The server cuts ties anywhere: when the last
 * place is shared it is asked for more, up to 100,000, of which only ids and scores travel.
 */
export async function bestPoints(
  connection: QdrantConnection,
  collection: string,
  question: DenseQuestion | LexicalQuestion,
  wanted: Wanted,
): Promise<Neighbour[]> {
  const visible = 'terms' in question ? visibleLexicalScore : visibleScore;
  const ask = async (limit: number, fields: AskedFields): Promise<Schemas['ScoredPoint'][]> => {
    const request = { ...requestOf(question, wanted, limit), ...fields };
    const { points } = await connection.call((client) => client.query(collection, request));
    return points.map((point) => ({ ...point, score: visible(point.score) }));
  };
  const first = Math.min(wanted.limit + 1, MAX_RESULTS);
  const found = await ask(first, WHOLE);
  if (!isCutAmongEqual(found, first, wanted)) {
    return best(found, wanted).map((point) => ({ ...embeddedOf(point), score: point.score }));
  }
  const ranked = best(await askPastTies((limit) => ask(limit, BARE), first, wanted), wanted);
  const ids = ranked.map(({ id }) => String(id));
  const records = await fetchPoints(connection, collection, ids);
  const byId = new Map(records.map((embedded) => [embedded.record.id, embedded]));
  // One may have been deleted between the two questions.
  return ranked.flatMap(({ id, score }) => {
    const embedded = byId.get(String(id));
    return embedded === undefined ? [] : [{ ...embedded, score }];
  });
}

async function askPastTies(
  ask: (limit: number) => Promise<Schemas['ScoredPoint'][]>,
  first: number,
  wanted: Wanted,
): Promise<Schemas['ScoredPoint'][]> {
  for (let asked = first; ;) {
    asked = Math.min(asked * GROWTH, MAX_RESULTS);
    const found = await ask(asked);
    if (!isCutAmongEqual(found, asked, wanted)) return found;
  }
}

/** False too where no more can be asked for. */
function isCutAmongEqual(found: readonly Schemas['ScoredPoint'][], asked: number, wanted: Wanted): boolean {
  return found.length === asked && asked < MAX_RESULTS && lastPlaceIsShared(found, wanted);
}

function best(
  found: readonly Schemas['ScoredPoint'][],
  { limit, minScore }: Wanted,
): Schemas['ScoredPoint'][] {
  return found
    .filter(({ score }) => score >= minScore)
    .sort((a, b) => b.score - a.score || (String(a.id) < String(b.id) ? -1 : 1))
    .slice(0, limit);
}

function requestOf(
  question: DenseQuestion | LexicalQuestion,
  { filter, minScore }: Wanted,
  limit: number,
): Schemas['QueryRequest'] {
  const common = { limit, filter };
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
