import {
  MOST_HITS,
  type RecordSearch,
  type SearchResponse,
  type SearchScores,
} from '../../schemas/api/records.ts';
import { KindredError } from '../../schemas/errors.ts';
import { RecordId, type SpaceName } from '../../schemas/record.ts';
import { cosine } from '../analysis/dot.ts';
import { embeddingText } from '../corpus/embedding-text.ts';
import type { Encoder, TextVectors } from '../embedding/port.ts';
import type { Neighbour, RecordSelector, RecordStore } from '../store/port.ts';
import { visibleScore } from '../store/visible-score.ts';
import { fuseRankings } from './fusion.ts';
import { noCursor, Seen } from './seen.ts';

export interface SearchDeps {
  readonly store: Pick<RecordStore, 'nearest' | 'lexical' | 'scroll' | 'fetch'>;
  readonly encoder: Pick<Encoder, 'embed'>;
  readonly signal: AbortSignal;
  /** A page ends after so many characters, even with fewer records than were asked for. */
  readonly pageText: number;
}

/** So many records of each ranking are fused at least. */
const LEAST_FUSED = 50;

type Hit = SearchResponse['hits'][number];

/**
 * One page of the records of a corpus that are near to a text or to records, or of those that pass a filter. Pages are stable
 * while records come: none is given twice, and none that was there is passed over.
 * @throws KindredError `not_found` when there is no such record as `like` or `unlike` names, `invalid_request` when `after` is no
 * cursor
 */
export async function searchRecords(
  corpus: string,
  request: RecordSearch,
  deps: SearchDeps,
): Promise<SearchResponse> {
  const { text, like, unlike = [], limit, filter } = request;
  const selection = { corpora: [corpus], ...(filter && { where: filter }) };
  if (text === undefined && like === undefined) return browse(selection, request, deps);
  const seen = Seen.read(request.after);
  const query = await queryOf(request, deps);
  const named = new Set([...(like ?? []), ...unlike]);
  const wanted = Math.max(0, Math.min(limit, MOST_HITS - seen.size));
  const ranked = await rank(selection, request, query, deps.store, seen.size + named.size + wanted + 1);
  const open = ranked.filter(({ neighbour: { record } }) => !named.has(record.id) && !seen.has(record.id));
  const hits = cutAfter(
    open.slice(0, wanted).map((one) => hitOf(one, query, request.space)),
    deps.pageText,
  );
  const isLast = hits.length === open.length || seen.size + hits.length >= MOST_HITS;
  return { hits, next: isLast ? null : seen.with(hits.map(({ record }) => record.id)) };
}

async function browse(
  selection: RecordSelector,
  { after, limit }: RecordSearch,
  { store, pageText }: SearchDeps,
): Promise<SearchResponse> {
  if (after !== undefined && !RecordId.safeParse(after).success) throw noCursor();
  const { records, next } = await store.scroll(selection, { limit, ...(after !== undefined && { after }) });
  const hits = cutAfter(
    records.map(({ record }) => ({ record, scores: {} })),
    pageText,
  );
  return { hits, next: hits.length < records.length ? (hits.at(-1)?.record.id ?? null) : next };
}

/** The first hits that have so many characters together, one at least. */
function cutAfter(hits: readonly Hit[], characters: number): Hit[] {
  let text = 0;
  return hits.filter(({ record }, place) => {
    text += JSON.stringify(record).length;
    return place === 0 || text <= characters;
  });
}

/**
 * What is looked for: the mean of the text and of the records that it is like, moved away from the mean of those that it is
 * unlike by the distance between the two, as Qdrant's recommendation by average vectors does.
 */
async function queryOf(
  { text, like = [], unlike = [] }: RecordSearch,
  deps: SearchDeps,
): Promise<TextVectors> {
  const texts = text === undefined ? [] : [embeddingText({ instruction: text, input: '' })];
  // An encoder that has not been asked yet is loaded by the first text.
  const embedded =
    texts.length === 0
      ? []
      : (await deps.encoder.embed(texts, { priority: 'query', signal: deps.signal })).vectors;
  const near = [...embedded, ...(await vectorsOf('like', like, deps.store))];
  const far = await vectorsOf('unlike', unlike, deps.store);
  const combined = (space: SpaceName): Float32Array => {
    const wanted = meanOf(near.map((one) => one[space]));
    if (far.length === 0) return unit(wanted);
    const unwanted = meanOf(far.map((one) => one[space]));
    return unit(wanted.map((value, at) => 2 * value - (unwanted[at] ?? 0)));
  };
  return { task: combined('task'), content: combined('content') };
}

async function vectorsOf(
  field: 'like' | 'unlike',
  ids: readonly string[],
  store: SearchDeps['store'],
): Promise<TextVectors[]> {
  if (ids.length === 0) return [];
  const found = new Map((await store.fetch(ids)).map(({ record, vectors }) => [record.id, vectors]));
  return ids.map((id, at) => {
    const vectors = found.get(id);
    if (vectors !== undefined) return vectors;
    throw new KindredError('not_found', `There is no record '${id}'.`, { field: `${field}.${at}` });
  });
}

interface Ranked {
  readonly neighbour: Neighbour;
  /** The BM25 score, when the record is among the best by words. */
  readonly words: number | undefined;
}

async function rank(
  selection: RecordSelector,
  { text, space }: RecordSearch,
  query: TextVectors,
  store: SearchDeps['store'],
  limit: number,
): Promise<Ranked[]> {
  const byWords = (most: number): Promise<Neighbour[]> =>
    text === undefined
      ? Promise.resolve([])
      : store.lexical({ ...selection, text: embeddingText({ instruction: text, input: '' }), limit: most });
  const near = (named: SpaceName, most: number): Promise<Neighbour[]> =>
    store.nearest({ ...selection, space: named, vector: query[named], limit: most });
  if (space === 'words') {
    return (await byWords(limit)).map((neighbour) => ({ neighbour, words: neighbour.score }));
  }
  if (space !== 'fused')
    return (await near(space, limit)).map((neighbour) => ({ neighbour, words: undefined }));
  const most = Math.max(LEAST_FUSED, 2 * limit);
  const rankings = await Promise.all([near('task', most), near('content', most), byWords(most)]);
  const words = new Map(rankings[2].map(({ record, score }) => [record.id, score]));
  return fuseRankings(rankings).map((neighbour) => ({ neighbour, words: words.get(neighbour.record.id) }));
}

function hitOf(
  { neighbour: { record, vectors, score }, words }: Ranked,
  query: TextVectors,
  space: RecordSearch['space'],
): Hit {
  const scores: SearchScores = {
    task: visibleScore(cosine(query.task, vectors.task)),
    content: visibleScore(cosine(query.content, vectors.content)),
    // As the store has rounded it: by this the records are in order.
    ...((space === 'task' || space === 'content') && { [space]: score }),
    ...(words !== undefined && { words }),
    total: score,
  };
  return { record, scores };
}

function meanOf(vectors: readonly Float32Array[]): Float32Array {
  const sum = new Float32Array(vectors[0]?.length ?? 0);
  for (const vector of vectors)
    vector.forEach((value, at) => (sum[at] = (sum[at] ?? 0) + value / vectors.length));
  return sum;
}

function unit(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector);
  return length === 0 ? vector : vector.map((value) => value / length);
}
