import type { DeduplicateOperation, RankField } from '../../../schemas/curation/deduplicate.ts';
import type { RankedField } from '../../../schemas/curation/duplicate-terms.ts';
import { KindredError } from '../../../schemas/errors.ts';
import type { InstructionRecord, Json, Metadata } from '../../../schemas/record.ts';
import { embeddingText } from '../../corpus/embedding-text.ts';
import { isObject } from '../../corpus/row.ts';
import { at } from '../../runtime/at.ts';
import { EventLoopYield } from '../../runtime/event-loop-yield.ts';
import { loadRows } from '../rows/load-rows.ts';
import type { FindingContext } from '../operation.ts';
import { GroupColumn } from './losses.ts';
import { keepOrder, drawnOrder, type RankColumn } from './keep-order.ts';
import type { ComparedRows } from './pairs.ts';
import { assertFields, partNames } from './part-options.ts';
import { readColumn, type ReadAs, type ReadColumn } from './rank-column.ts';
import { findPreambles, type Preambles } from './preambles.ts';
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
  /** How the fields were read by which that order goes. */
  readonly ranked: readonly RankedField[];
  readonly sources: GroupColumn;
  readonly kinds: GroupColumn;
  readonly preambles: Preambles;
}

const BY_LENGTH: readonly RankField[] = [
  { field: 'output_length', order: 'desc' },
  { field: 'length', order: 'desc' },
];

const BY_PLACE: readonly RankField[] = [
  { field: 'file', order: 'asc' },
  { field: 'line', order: 'asc' },
  { field: 'row_in_line', order: 'asc' },
  { field: 'part_of_row', order: 'asc' },
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

/** Fields of the record itself by which rows may be ranked. */
const OWN_FIELDS: Readonly<Record<string, (record: InstructionRecord) => number | string | null>> = {
  output_length: ({ output }) => output.length,
  length: ({ instruction, input }) => instruction.length + input.length,
  file: ({ origin }) => origin?.file ?? null,
  line: ({ origin }) => origin?.line ?? null,
  row_in_line: ({ origin }) => origin?.row_in_line ?? 1,
  part_of_row: ({ origin }) => origin?.part ?? 1,
  user_id: ({ user_id }) => user_id,
  source: ({ source }) => source,
  label: ({ label }) => label?.name ?? null,
};

/** The value of a field of a record; that of a nested field by its path. */
function valueOf(record: InstructionRecord, field: string): number | string | null {
  const own = Object.hasOwn(OWN_FIELDS, field) ? OWN_FIELDS[field] : undefined;
  if (own !== undefined) return own(record);
  const value = nestedValue(record.metadata, field);
  if (typeof value === 'boolean') return Number(value);
  return typeof value === 'number' || (typeof value === 'string' && value.trim() !== '') ? value : null;
}

function nestedValue(metadata: Metadata, field: string): Json | undefined {
  if (Object.hasOwn(metadata, field)) return metadata[field];
  return field
    .split('.')
    .reduce<Json | undefined>(
      (value, name) => (isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined),
      metadata,
    );
}

/** How the values of a field are to be read, so that the better ones come first. */
function readAsOf({ keep, rank_by }: DeduplicateOperation): ReadAs {
  if (rank_by.length > 0) return 'any';
  return keep === 'newest' ? 'dates' : 'numbers';
}

/** @throws KindredError `invalid_request` when no row has a value that can be used in a field to rank by */
function assertKnown({ told }: ReadColumn): void {
  if (told.rows > 0) return;
  const what =
    told.read_as === 'dates'
      ? 'a date that can be told'
      : told.read_as === 'numbers'
        ? 'a number'
        : 'a value';
  const examples = told.examples.map((value) => `'${value}'`).join(', ');
  throw new KindredError(
    'invalid_request',
    `No record has ${what} in '${told.field}' to rank by${examples === '' ? '' : `, but ${told.unread} have values such as ${examples}`}. ` +
      `${told.note === null ? '' : `${told.note} Write dates as 2024-12-31. `}Name a field of their metadata in quality_key, date_key or ` +
      'rank_by, or keep by another rule.',
  );
}

/** The columns that rank rows, and how those of the metadata were read. */
function rankColumns(
  operation: DeduplicateOperation,
  fields: readonly RankField[],
  values: readonly (readonly (number | string | null)[])[],
): { columns: RankColumn[]; ranked: RankedField[] } {
  const ranked: RankedField[] = [];
  const columns = fields.map(({ field, order }, i): RankColumn => {
    const raw = at(values, i);
    if (Object.hasOwn(OWN_FIELDS, field)) {
      if (raw.length > 0 && !MAY_BE_MISSING.has(field) && raw.every((value) => value === null))
        assertKnown(readColumn(field, raw, 'any'));
      return { values: raw, order };
    }
    const read = readColumn(field, raw, readAsOf(operation));
    if (raw.length > 0) assertKnown(read);
    ranked.push(read.told);
    return { values: read.values, order };
  });
  return { columns, ranked };
}

/**
 * Reads all records of the corpora: their requests, the numbers of equal texts, the order of preference, and their vectors.
 * @throws KindredError `invalid_request` when no record has a value in a field to rank by, `store_unavailable` when the store fails
 */
export async function loadCompared(
  corpora: readonly string[],
  operation: DeduplicateOperation,
  { encoding, signal, report }: Pick<FindingContext, 'encoding' | 'signal' | 'report'>,
): Promise<LoadedRows> {
  const requests: Request[] = [];
  const own: number[] = [];
  const identifier = new RowIdentifier(partNames(operation));
  const fields = rankFields(operation);
  const values = fields.map((): (number | string | null)[] => []);
  const [sources, kinds] = [new GroupColumn(), new GroupColumn()];
  const { ids, points } = await loadRows(encoding.store, corpora, {
    spaces: ['task', 'content'],
    signal,
    report,
    onRecord: (record) => {
      requests.push({ instruction: record.instruction, input: record.input });
      own.push(Number(record.corpus === corpora[0]));
      identifier.add(record, embeddingText(record));
      sources.add(record.source);
      kinds.add(record.kind?.name ?? null);
      fields.forEach(({ field }, i) => at(values, i).push(valueOf(record, field)));
    },
  });
  const { columns, ranked } = rankColumns(operation, fields, values);
  const isOwn = Uint8Array.from(own);
  const identities = identifier.identities(isOwn);
  assertFields(operation, identities.fields, ids.length);
  const preambles = await findPreambles(ids.length, (row) => at(requests, row), new EventLoopYield(signal));
  const isRandom = operation.rank_by.length === 0 && operation.keep === 'random';
  return {
    ids,
    ranked,
    own: isOwn,
    sources,
    kinds,
    preambles,
    order: isRandom ? drawnOrder(ids.length, operation.seed) : keepOrder(ids.length, columns),
    identities,
    texts: new RowTexts(
      (row) => at(requests, row),
      (row) => at(preambles.lengths, row),
    ),
    task: points.task,
    content: points.content,
    synonyms: wordNetSynonyms(),
    relatedFrom: encoding.encoder.relatedFrom ?? -1,
    maxTokens: encoding.encoder.maxTokens,
  };
}
