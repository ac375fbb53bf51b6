import type {
  CheckedRow,
  DuplicatesCheckRequest,
  DuplicatesCheckResponse,
} from '../../../schemas/curation/deduplicate.ts';
import { toPoints } from '../../analysis/points.ts';
import { embeddingText } from '../../corpus/embedding-text.ts';
import type { Encoder, TextVectors } from '../../embedding/port.ts';
import type { EmbeddedRecord, RecordStore } from '../../store/port.ts';
import { at } from '../../runtime/at.ts';
import { reasonOf, type Thresholds } from './leader.ts';
import { comparePair, differenceOf, type ComparedRows } from './pairs.ts';
import { RowIdentifier, type ComparedRow } from './row-identities.ts';
import { RowTexts } from './row-texts.ts';
import { wordNetSynonyms } from './synonyms.ts';

/** How many records of the corpus, the nearest in content, a row is compared with. */
const CANDIDATES = 32;
/** Below this content similarity the letters of two texts are hardly ever nearly the same. */
const LEAST_CONTENT = 0.6;
/** How many rows are looked up in the store at a time. */
const ROWS_AT_ONCE = 16;

interface Candidate extends EmbeddedRecord {
  /** Its number among the rows that are compared. */
  readonly row: number;
}

/**
 * Compares new rows with a corpus by the rules of `deduplicate`, and says of each whether it is new, a duplicate or a conflict.
 * @throws KindredError `store_unavailable` when the store fails, `encoder_unavailable` when the encoder fails
 * @throws the signal's reason when aborted
 */
export async function checkDuplicates(
  corpus: string,
  { rows, threshold, jaccard_threshold }: DuplicatesCheckRequest,
  { encoder, store }: { readonly encoder: Encoder; readonly store: Pick<RecordStore, 'nearest'> },
  signal: AbortSignal,
): Promise<DuplicatesCheckResponse> {
  const { vectors } = await encoder.embed(rows.map(embeddingText), { signal });
  const checked: CheckedRow[] = [];
  for (let begin = 0; begin < rows.length; begin += ROWS_AT_ONCE) {
    signal.throwIfAborted();
    const some = rows.slice(begin, begin + ROWS_AT_ONCE).map(async (row, i): Promise<CheckedRow> => {
      const own = at(vectors, begin + i);
      const near = await store.nearest({
        corpora: [corpus],
        space: 'content',
        vector: own.content,
        limit: CANDIDATES,
        minScore: Math.min(LEAST_CONTENT, threshold),
      });
      const compared = besides(row, own, near, encoder.relatedFrom ?? -1);
      return checkRow(begin + i, compared, near, { threshold, jaccardThreshold: jaccard_threshold });
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

/** A row and the records near it as rows to compare: the row has number 0, the records follow. */
function besides(
  row: ComparedRow,
  vectors: TextVectors,
  near: readonly EmbeddedRecord[],
  relatedFrom: number,
): ComparedRows {
  const all = [row, ...near.map(({ record }) => record)];
  const identifier = new RowIdentifier();
  for (const each of all) identifier.add(each, embeddingText(each));
  return {
    identities: identifier.identities(),
    texts: new RowTexts((number) => at(all, number)),
    task: toPoints([vectors.task, ...near.map((one) => one.vectors.task)]),
    content: toPoints([vectors.content, ...near.map((one) => one.vectors.content)]),
    synonyms: wordNetSynonyms(),
    relatedFrom,
  };
}

/** Says what row 0 of `rows` is in comparison with the records after it: new, a duplicate of one, or in conflict with one. */
function checkRow(
  row: number,
  rows: ComparedRows,
  near: readonly EmbeddedRecord[],
  thresholds: Thresholds,
): CheckedRow {
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
  const compared = others.map((one) => ({
    one,
    reason: reasonOf(comparePair(rows, 0, one.row), thresholds),
  }));
  for (const reason of ['lexical', 'paraphrase'] as const) {
    const duplicate = compared.find((pair) => pair.reason === reason);
    if (duplicate !== undefined) return found(row, 'duplicate', rows, duplicate.one, reason);
  }
  const nothing = { id: null, reason: null, content: null, task: null, lexical: null, difference: null };
  return { row, status: 'new', ...nothing };
}

function found(
  row: number,
  status: 'duplicate' | 'conflict',
  rows: ComparedRows,
  { record, row: other }: Candidate,
  reason: CheckedRow['reason'],
): CheckedRow {
  const { content, task, lexical } = comparePair(rows, 0, other);
  const { removed, added, exchanged } = differenceOf(rows, 0, other);
  const words = {
    removed: [...removed],
    added: [...added],
    exchanged: exchanged.map(([a, b]): [string, string] => [a, b]),
  };
  return { row, status, id: record.id, reason, content, task, lexical, difference: words };
}
