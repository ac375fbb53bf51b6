import type {
  CheckedRow,
  DuplicatesCheckRequest,
  DuplicatesCheckResponse,
} from '../../../schemas/curation/duplicates-check.ts';
import { toPoints } from '../../analysis/points.ts';
import { embeddingText } from '../../corpus/embedding-text.ts';
import type { Encoder, PairJudge, TextVectors } from '../../embedding/port.ts';
import type { EmbeddedRecord, Neighbour, RecordStore } from '../../store/port.ts';
import { at } from '../../runtime/at.ts';
import { foldText } from '../rows/folded-text.ts';
import { bookkeepingOf, ComparedFields, differingFields } from './differing-fields.ts';
import { reasonOf } from './leader.ts';
import { partNames } from './part-options.ts';
import { comparePair, differenceOf, type ComparedRows, type RowPair } from './pairs.ts';
import { readOpenPairs } from './read-pairs.ts';
import { RowIdentifier, type ComparedRow } from './row-identities.ts';
import { RowTexts } from './row-texts.ts';
import { wordNetSynonyms } from './synonyms.ts';

/** How many records of the corpus, the nearest in content, a row is compared with. */
const CANDIDATES = 32;
/** Below this content similarity the letters of two texts are hardly ever nearly the same. */
const LEAST_CONTENT = 0.6;
/** How many rows are looked up in the store at a time. */
const ROWS_AT_ONCE = 16;
/** How many fields are named that keep a row apart. */
const MOST_FIELDS = 20;

interface Candidate extends EmbeddedRecord {
  /** Its number among the rows that are compared. */
  readonly row: number;
}

/** How many records are compared with a row whose text so many have that the first ones show no other text. */
const CROWD = 1_000;
/** From this content similarity on two texts have the same vector, apart from rounding. */
const SAME_TEXT = 1 - 1e-5;

/** How many of the records near a row are read token by token beside it. */
const MOST_READ = 8;

interface Judging {
  readonly request: DuplicatesCheckRequest;
  readonly judge: PairJudge | null;
  readonly signal: AbortSignal;
}

interface Sources {
  readonly encoder: Encoder;
  readonly store: Pick<RecordStore, 'nearest'>;
}

/**
 * Compares new rows with a corpus by the rules of `deduplicate`, and says of each whether it is new, a duplicate or a conflict.
 * @throws KindredError `store_unavailable` when the store fails, `encoder_unavailable` when the encoder fails
 * @throws the signal's reason when aborted
 */
export async function checkDuplicates(
  corpus: string,
  request: DuplicatesCheckRequest,
  { encoder, store }: Sources,
  signal: AbortSignal,
): Promise<DuplicatesCheckResponse> {
  const { rows, threshold } = request;
  const { vectors } = await encoder.embed(rows.map(embeddingText), { signal });
  const checked: CheckedRow[] = [];
  for (let begin = 0; begin < rows.length; begin += ROWS_AT_ONCE) {
    signal.throwIfAborted();
    const some = rows.slice(begin, begin + ROWS_AT_ONCE).map(async (row, i): Promise<CheckedRow> => {
      const own = at(vectors, begin + i);
      const near = await nearTo(own, { corpus, threshold }, store);
      const all = [row, ...near.map(({ record }) => record)];
      const compared = besides(all, [own, ...near.map((one) => one.vectors)], encoder, request);
      return checkRow(begin + i, all, compared, near, { request, judge: encoder.pairs, signal });
    });
    checked.push(...(await Promise.all(some)));
  }
  const count = (status: CheckedRow['status']): number =>
    checked.filter((row) => row.status === status).length;
  return {
    corpus,
    new: count('new'),
    duplicates: count('duplicate'),
    conflicts: count('conflict'),
    rows: checked,
  };
}

/** The records nearest in content. When the last of them has the same text still, further ones are looked at too. */
async function nearTo(
  { content: vector }: TextVectors,
  { corpus, threshold }: { readonly corpus: string; readonly threshold: number },
  store: Pick<RecordStore, 'nearest'>,
): Promise<Neighbour[]> {
  const minScore = Math.min(LEAST_CONTENT, threshold);
  const query = { corpora: [corpus], space: 'content', vector, minScore } as const;
  const near = await store.nearest({ ...query, limit: CANDIDATES });
  const isCrowded = near.length === CANDIDATES && at(near, CANDIDATES - 1).score >= SAME_TEXT;
  return isCrowded ? store.nearest({ ...query, limit: CROWD }) : near;
}

/** A row and the records near it as rows to compare: the row has number 0, the records follow. */
function besides(
  all: readonly ComparedRow[],
  vectors: readonly TextVectors[],
  { relatedFrom, maxTokens }: Encoder,
  request: DuplicatesCheckRequest,
): ComparedRows {
  const identifier = new RowIdentifier(partNames(request));
  for (const each of all) identifier.add(each, embeddingText(each));
  return {
    identities: identifier.identities(),
    texts: new RowTexts((number) => at(all, number)),
    task: toPoints(vectors.map(({ task }) => task)),
    content: toPoints(vectors.map(({ content }) => content)),
    synonyms: wordNetSynonyms(),
    relatedFrom: relatedFrom ?? -1,
    maxTokens,
  };
}

/** Says what row 0 of `rows` is in comparison with the records after it: new, a duplicate of one, or in conflict with one. */
async function checkRow(
  row: number,
  all: readonly ComparedRow[],
  rows: ComparedRows,
  near: readonly EmbeddedRecord[],
  { request: { threshold, jaccard_threshold: jaccardThreshold }, judge, signal }: Judging,
): Promise<CheckedRow> {
  const { request, answer, setting } = rows.identities;
  const candidates = near.map((one, place): Candidate => ({ ...one, row: place + 1 }));
  const own = at(answer, 0);
  const same = candidates.filter((one) => request[one.row] === request[0]);
  const copy = same.find((one) => own < 0 || answer[one.row] === own);
  if (copy !== undefined) return found(row, 'duplicate', rows, copy, 'exact');
  const contradicted = same.find((one) => at(answer, one.row) >= 0);
  if (contradicted !== undefined) return found(row, 'conflict', rows, contradicted, null);
  const others = candidates.filter(
    (one) => request[one.row] !== request[0] && setting[one.row] === setting[0],
  );
  const read = await readOpenPairs(
    rows,
    others.map((one) => comparePair(rows, 0, one.row)),
    judge,
    { most: MOST_READ, priority: 'query', signal },
  );
  const compared = others.map((one, i) => ({
    one,
    pair: at(read, i),
    reason: reasonOf(at(read, i), { threshold, jaccardThreshold }),
  }));
  for (const reason of ['lexical', 'paraphrase'] as const) {
    const duplicate = compared.find((pair) => pair.reason === reason);
    if (duplicate !== undefined) return found(row, 'duplicate', rows, duplicate.one, reason, duplicate.pair);
  }
  const nothing = {
    id: null,
    reason: null,
    content: null,
    task: null,
    lexical: null,
    chance: null,
    difference: null,
  };
  return { row, status: 'new', ...nothing, apart: apartFrom(all, rows, candidates) };
}

/** A record with the text of row 0 that is another request for what goes with it, and the fields that make it one. */
function apartFrom(
  all: readonly ComparedRow[],
  { identities }: ComparedRows,
  candidates: readonly Candidate[],
): CheckedRow['apart'] {
  const [own] = all;
  if (own === undefined) return null;
  const text = foldText(embeddingText(own));
  const found = candidates.find(({ record }) => foldText(embeddingText(record)) === text);
  if (found === undefined) return null;
  const ignored = bookkeepingOf(identities.fields);
  const fieldsOf = (row: ComparedRow): ComparedFields => new ComparedFields(row, ignored);
  const fields = differingFields(fieldsOf(own), fieldsOf(found.record)).map(({ field }) => field);
  return { id: found.record.id, fields: fields.filter((field) => field !== 'output').slice(0, MOST_FIELDS) };
}

function found(
  row: number,
  status: 'duplicate' | 'conflict',
  rows: ComparedRows,
  { record, row: other }: Candidate,
  reason: CheckedRow['reason'],
  pair: RowPair = comparePair(rows, 0, other),
): CheckedRow {
  const { content, task, lexical, chance } = pair;
  const { removed, added, exchanged } = differenceOf(rows, 0, other);
  const words = {
    removed: [...removed],
    added: [...added],
    exchanged: exchanged.map(([a, b]): [string, string] => [a, b]),
  };
  return {
    row,
    status,
    id: record.id,
    reason,
    content,
    task,
    lexical,
    chance,
    difference: words,
    apart: null,
  };
}
