import type { DeduplicateOperation, RankField } from '../../../schemas/curation/deduplicate.ts';
import { KindredError } from '../../../schemas/errors.ts';
import type { InstructionRecord, Json } from '../../../schemas/record.ts';
import { embeddingText } from '../../corpus/embedding-text.ts';
import { at } from '../../runtime/at.ts';
import { loadRows } from '../rows/load-rows.ts';
import type { CurationContext } from '../operation.ts';
import { keepOrder, drawnOrder, type RankColumn } from './keep-order.ts';
import type { ComparedRows } from './pairs.ts';
import { assertFields, partNames } from './part-options.ts';
import { RowIdentifier } from './row-identities.ts';
import { RowTexts, type Request } from './row-texts.ts';
import { wordNetSynonyms } from './synonyms.ts';

/** The rows of the corpora, with what comparing them and choosing among them needs. */
export interface LoadedRows extends ComparedRows {
  readonly ids: readonly string[];
  /** 1 for rows of the first corpus, which is the one to clean; else 0. */
  readonly own: Uint8Array;
  /** The rows in the order of preference for keeping them. */
  readonly order: Int32Array;
}

const BY_LENGTH: readonly RankField[] = [
  { field: 'output_length', order: 'desc' },
  { field: 'length', order: 'desc' },
];

const BY_PLACE: readonly RankField[] = [
  { field: 'file', order: 'asc' },
  { field: 'line', order: 'asc' },
  { field: 'user_id', order: 'asc' },
];
/** Fields by which rows may be ranked even when no row has a value. */
const MAY_BE_MISSING: ReadonlySet<string> = new Set(BY_PLACE.map(({ field }) => field));

/** The fields that rank rows; none for a random order. */
function rankFields({ keep, rank_by, quality_key, date_key }: DeduplicateOperation): readonly RankField[] {
  if (rank_by.length > 0) return rank_by;
  if (keep === 'longest') return BY_LENGTH;
  if (keep === 'quality') return [{ field: quality_key, order: 'desc' }];
  if (keep === 'newest') return [{ field: date_key, order: 'desc' }];
  return keep === 'first' ? BY_PLACE : [];
}

/** The value of a field of a record: a number, a text, or null. Dates are ISO 8601 texts, which sort as they are. */
function valueOf(record: InstructionRecord, field: string): number | string | null {
  if (field === 'output_length') return record.output.length;
  if (field === 'length') return record.instruction.length + record.input.length;
  if (field === 'file') return record.origin?.file ?? null;
  if (field === 'line') return record.origin?.line ?? null;
  if (field === 'user_id') return record.user_id;
  if (field === 'source') return record.source;
  if (field === 'label') return record.label?.name ?? null;
  const value: Json | undefined = Object.hasOwn(record.metadata, field) ? record.metadata[field] : undefined;
  if (typeof value === 'number') return value;
  if (typeof value !== 'string' || value.trim() === '') return null;
  return Number.isFinite(Number(value)) ? Number(value) : value;
}

/** @throws KindredError `invalid_request` when no row has a value in a field to rank by */
function assertKnown(fields: readonly RankField[], columns: readonly RankColumn[], rows: number): void {
  fields.forEach(({ field }, i) => {
    if (rows === 0 || MAY_BE_MISSING.has(field) || at(columns, i).values.some((value) => value !== null))
      return;
    throw new KindredError(
      'invalid_request',
      `No record has a value in '${field}' to rank by. Name a field of their metadata in quality_key, date_key or ` +
        'rank_by, or keep by another rule.',
    );
  });
}

/**
 * Reads all records of the corpora: their requests, the numbers of equal texts, the order of preference, and their vectors.
 * @throws KindredError `invalid_request` when no record has a value in a field to rank by, `store_unavailable` when the store fails
 */
export async function loadCompared(
  corpora: readonly string[],
  operation: DeduplicateOperation,
  { encoding, signal, report }: CurationContext,
): Promise<LoadedRows> {
  const requests: Request[] = [];
  const own: number[] = [];
  const identifier = new RowIdentifier(partNames(operation));
  const fields = rankFields(operation);
  const values = fields.map((): (number | string | null)[] => []);
  const { ids, points } = await loadRows(encoding.store, corpora, {
    spaces: ['task', 'content'],
    signal,
    report,
    onRecord: (record) => {
      requests.push({ instruction: record.instruction, input: record.input });
      own.push(Number(record.corpus === corpora[0]));
      identifier.add(record, embeddingText(record));
      fields.forEach(({ field }, i) => at(values, i).push(valueOf(record, field)));
    },
  });
  const columns = fields.map(({ order }, i) => ({ values: at(values, i), order }));
  assertKnown(fields, columns, ids.length);
  const identities = identifier.identities();
  assertFields(operation, identities.fields, ids.length);
  const isRandom = operation.rank_by.length === 0 && operation.keep === 'random';
  return {
    ids,
    own: Uint8Array.from(own),
    order: isRandom ? drawnOrder(ids.length, operation.seed) : keepOrder(ids.length, columns),
    identities,
    texts: new RowTexts((row) => at(requests, row)),
    task: points.task,
    content: points.content,
    synonyms: wordNetSynonyms(),
    relatedFrom: encoding.encoder.relatedFrom ?? -1,
    maxTokens: encoding.encoder.maxTokens,
  };
}
