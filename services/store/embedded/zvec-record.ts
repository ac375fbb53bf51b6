import type { ZVecDoc, ZVecDocInput } from '@zvec/zvec';
import type { InstructionRecord } from '../../../schemas/record.ts';
import type { TextVectors } from '../../embedding/port.ts';
import { termsOf } from '../filter-terms.ts';
import type { EmbeddedRecord, StoredForm } from '../port.ts';
import { recordChecksum } from '../record-checksum.ts';
import type { IndexEntry } from './record-columns.ts';

/** The records are loaded in this many parts, so that each part stays below the engine's limit for one answer. */
export const BUCKETS = 32;

const NUMBER_BYTES = 8;

/** The fields of a document that `indexEntryOf` reads. */
export const INDEX_FIELDS = ['corpus', 'label', 'source', 'text_hash', 'terms'];

/** The record as zvec stores it: as JSON in one field, and beside it the values by which records are selected or counted. */
export function docOf({ record, vectors }: EmbeddedRecord): ZVecDocInput {
  const label = storedNames(record);
  return {
    id: record.id,
    vectors: { task: vectors.task, content: vectors.content },
    fields: {
      corpus: record.corpus,
      text_hash: record.text_hash,
      terms: termsOf(record),
      bucket: Number.parseInt(record.id.slice(0, 4), 16) % BUCKETS,
      payload: payloadOf({ record, vectors }),
      ...(label !== null && { label }),
      ...(record.source !== null && { source: record.source }),
    },
  };
}

/** Begins the text of a label and a kind; a label without a kind stands plain, as in stores of earlier versions. */
const BOTH_NAMES = '\u001f';

/**
 * Label and kind as they lie in the one field of the label: the engine adds no field of texts to a store that is there, and
 * a store of an earlier version must take records with a kind too.
 */
function storedNames({ label, kind }: InstructionRecord): string | null {
  const name = label?.name ?? null;
  if (kind === undefined && name?.startsWith(BOTH_NAMES) !== true) return name;
  return `${BOTH_NAMES}${JSON.stringify([name, kind?.name ?? null])}`;
}

function readNames(stored: string | null): Pick<IndexEntry, 'label' | 'kind'> {
  if (stored?.startsWith(BOTH_NAMES) !== true) return { label: stored, kind: null };
  const [label = null, kind = null] = JSON.parse(stored.slice(BOTH_NAMES.length)) as (string | null)[];
  return { label, kind };
}

/** How much room the fields of a document take in the open segment. The engine does not count the vectors with them. */
export function sizeOfFields({ id, fields = {} }: ZVecDocInput): number {
  const sizes = Object.values(fields).map((value: unknown) => {
    if (typeof value === 'string') return Buffer.byteLength(value);
    return Array.isArray(value) ? value.length * NUMBER_BYTES : NUMBER_BYTES;
  });
  return sizes.reduce((sum, size) => sum + size, id.length);
}

/** What the index in memory keeps of a document that was read or is written. */
export function indexEntryOf(doc: ZVecDoc | ZVecDocInput): IndexEntry {
  const fields: Record<string, unknown> = doc.fields ?? {};
  const terms = fields['terms'];
  return {
    id: doc.id,
    corpus: textOf(fields['corpus']) ?? '',
    ...readNames(textOf(fields['label'])),
    source: textOf(fields['source']),
    textHash: textOf(fields['text_hash']) ?? '',
    terms: Array.isArray(terms) ? (terms as number[]) : [],
  };
}

/** The JSON of the record, with its checksum as last member. */
function payloadOf(embedded: EmbeddedRecord): string {
  const json = JSON.stringify(embedded.record);
  return `${json.slice(0, -1)},"kindred_checksum":"${recordChecksum(embedded)}"}`;
}

const CHECKSUM = /^,"kindred_checksum":"([0-9a-f]{32})"\}$/;
const CHECKSUM_LENGTH = ',"kindred_checksum":"00000000000000000000000000000000"}'.length;

/** The checksum of the record in a payload; null in one of an earlier version. */
export function storedChecksum(doc: ZVecDoc | ZVecDocInput): string | null {
  return CHECKSUM.exec(String(doc.fields?.['payload']).slice(-CHECKSUM_LENGTH))?.[1] ?? null;
}

/** Parses a payload without the checksum, which is no member of a record. */
export function recordOf(doc: ZVecDoc | ZVecDocInput): InstructionRecord {
  const payload = String(doc.fields?.['payload']);
  const json = storedChecksum(doc) === null ? payload : `${payload.slice(0, -CHECKSUM_LENGTH)}}`;
  return JSON.parse(json) as InstructionRecord;
}

/** The document as it lies there; a payload that is no JSON any more gives no record. */
export function formOfDoc(id: string, doc: ZVecDoc | undefined): StoredForm {
  const checksum = doc === undefined ? null : storedChecksum(doc);
  try {
    return { id, embedded: doc === undefined ? null : embeddedOfDoc(doc), checksum };
  } catch {
    return { id, embedded: null, checksum };
  }
}

function embeddedOfDoc(doc: ZVecDoc): EmbeddedRecord {
  return { record: recordOf(doc), vectors: vectorsOf(doc) };
}

export function vectorsOf(doc: ZVecDoc | ZVecDocInput): TextVectors {
  return { task: vectorOf(doc, 'task'), content: vectorOf(doc, 'content') };
}

function vectorOf({ vectors }: ZVecDoc | ZVecDocInput, name: string): Float32Array {
  const vector = (vectors?.[name] ?? []) as ArrayLike<number>;
  return vector instanceof Float32Array ? vector : Float32Array.from(vector);
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
