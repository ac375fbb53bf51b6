import type { Schemas } from '@qdrant/js-client-rest';
import type { SpaceName } from '../../../schemas/record.ts';
import type { Neighbour } from '../port.ts';
import type { CollectionReader } from './collection-reader.ts';
import { embeddedOf, RECORD_FIELDS, shortened, VECTOR_NAMES } from './point.ts';
import { fetchPoints } from './read.ts';
import { lastPlaceIsShared, visibleLexicalScore, visibleScore } from '../visible-score.ts';

/** The most results that one query may ask for. */
export const MAX_RESULTS = 100_000;

/** A question for the records near to a vector. */
export interface DenseQuestion {
  readonly space: SpaceName;
  /** The vector whose neighbours are looked for; its length is 1. */
  readonly vector: Float32Array;
}

/** A question for the records that share words with a text. */
export interface LexicalQuestion {
  /** The fingerprints of the different words of the text, see `queryTerms`. */
  readonly terms: readonly number[];
}

/** Which results are wanted, and how many. */
export interface Wanted {
  readonly limit: number;
  /** The lowest score of a result. */
  readonly minScore: number;
  readonly filter: Schemas['Filter'];
}

type AskedFields = Pick<Schemas['QueryRequest'], 'with_payload' | 'with_vector'>;
const WHOLE: AskedFields = { with_payload: RECORD_FIELDS, with_vector: VECTOR_NAMES };
const BARE: AskedFields = { with_payload: false, with_vector: false };

/** By this factor more results are asked for while the last place is shared. */
const GROWTH = 8;
/** In strict mode one request may ask for few results: past the last place so many requests are made at most. */
const PAGES_PAST_TIES = 10;
/** The least number of candidates that the server keeps in its walk over the graph; more find more true neighbours. */
const LEAST_CANDIDATES = 128;
/** For each result this many are chosen by their eight-bit vectors, and compared again by their 32-bit ones. */
const OVERSAMPLING = 2;
/** Scores are rounded to this. The server must not leave out a record whose score rounds up to the lowest one. */
const ROUNDING = 1e-6;

/**
 * The `limit` best records, best first; records of equal score are in the order of ids. The server may give any of several
 * records that share the last place. Then it is asked for more of them, up to 100,000 (in strict mode in ten requests at
 * most), by ids and scores alone, and for the
 * chosen records afterwards.
 */
export async function bestPoints(
  reader: CollectionReader,
  question: DenseQuestion | LexicalQuestion,
  wanted: Wanted,
): Promise<Neighbour[]> {
  const visible = 'terms' in question ? visibleLexicalScore : visibleScore;
  const ask = async (limit: number, fields: AskedFields): Promise<Schemas['ScoredPoint'][]> => {
    const request = { ...requestOf(question, wanted, limit), ...fields };
    const points = await reader.best(request, limit);
    return points.map((point) => ({ ...point, score: visible(point.score) }));
  };
  const first = Math.min(wanted.limit + 1, MAX_RESULTS);
  const largest = Math.max(
    first,
    (await reader.limit.atMost(MAX_RESULTS / PAGES_PAST_TIES)) * PAGES_PAST_TIES,
  );
  const found = await ask(first, WHOLE);
  if (!isCutAmongEqual(found, first, largest, wanted)) {
    return best(found, wanted).map((point) => ({ ...embeddedOf(point), score: point.score }));
  }
  const ranked = best(await askPastTies((limit) => ask(limit, BARE), first, largest, wanted), wanted);
  const ids = ranked.map(({ id }) => String(id));
  const records = await fetchPoints(reader, ids);
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
  largest: number,
  wanted: Wanted,
): Promise<Schemas['ScoredPoint'][]> {
  for (let asked = first; ;) {
    asked = Math.min(asked * GROWTH, largest);
    const found = await ask(asked);
    if (!isCutAmongEqual(found, asked, largest, wanted)) return found;
  }
}

/** Whether the answer may lack records that score as much as its last one, and more of them can be asked for. */
function isCutAmongEqual(
  found: readonly Schemas['ScoredPoint'][],
  asked: number,
  largest: number,
  wanted: Wanted,
): boolean {
  return found.length === asked && asked < largest && lastPlaceIsShared(found, wanted);
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
