import { z } from 'zod';
import type { Schemas } from '@qdrant/js-client-rest';
import type { InstructionRecord, SpaceName } from '../../../schemas/record.ts';
import { embeddingText } from '../../corpus/embedding-text.ts';
import type { TextVectors } from '../../embedding/port.ts';
import { documentVector } from '../bm25.ts';
import { termsOf } from '../filter-terms.ts';
import type { EmbeddedRecord, StoredForm } from '../port.ts';
import { recordChecksum } from '../record-checksum.ts';

/** The fields of a payload that hold the record and its checksum, and the names of its two dense vectors. */
export const RECORD_FIELDS = ['record'];
const CHECKSUM_FIELD = 'checksum';
export const STORED_FIELDS = [...RECORD_FIELDS, CHECKSUM_FIELD];
export const VECTOR_NAMES = ['task', 'content'];

/** Nine significant digits name a 32-bit number exactly; sending no more of them halves the size of a request. */
const DIGITS = 9;

const RecordPayload = z.object({ record: z.string() });
const ChecksumPayload = z.object({ checksum: z.string() });
const HashPayload = z.object({ text_hash: z.string() });
const EpochPayload = z.object({ epoch: z.number().default(0) });

/**
 * The record as Qdrant stores it: as JSON in one string, because a payload cannot hold every string (lone surrogates), and
 * beside it the values by which records are selected or counted.
 */
export function pointOf({ record, vectors, epoch = 0 }: EmbeddedRecord): Schemas['PointStruct'] {
  const words = documentVector(embeddingText(record));
  return {
    id: record.id,
    vector: {
      task: shortened(vectors.task),
      content: shortened(vectors.content),
      bm25: { indices: [...words.indices], values: [...words.values] },
    },
    payload: {
      corpus: record.corpus,
      text_hash: record.text_hash,
      terms: termsOf(record),
      record: JSON.stringify(record),
      [CHECKSUM_FIELD]: recordChecksum({ record, vectors }),
      ...(record.label && { label: facetKey(record.label.name) }),
      ...(record.kind && { kind: facetKey(record.kind.name) }),
      ...(record.source !== null && { source: facetKey(record.source) }),
      ...(epoch > 0 && { epoch }),
    },
  };
}

/** The value of a label, kind or source as Qdrant keeps it: as JSON, so that it can hold every string. Corpora are kept plain. */
export function facetKey(value: string): string {
  return JSON.stringify(value);
}

/** The value of a label, kind or source that Qdrant keeps as this key. */
export function facetValue(key: unknown): string {
  return z.string().parse(JSON.parse(String(key)));
}

/** The components of a vector with as many digits as name them exactly. */
export function shortened(vector: Float32Array): number[] {
  return Array.from(vector, (component) => Number(component.toPrecision(DIGITS)));
}

export interface AnsweredPoint {
  readonly id: string | number;
  readonly payload?: unknown;
  readonly vector?: unknown;
}

export function embeddedOf(point: AnsweredPoint): EmbeddedRecord {
  return { record: storedRecord(point), vectors: vectorsOf(point) };
}

/** The point as it lies there; a payload that is no JSON any more gives no record. */
export function formOfPoint(point: AnsweredPoint): StoredForm {
  const id = String(point.id);
  const checksum = ChecksumPayload.safeParse(point.payload).data?.checksum ?? null;
  try {
    return { id, embedded: embeddedOf(point), checksum };
  } catch {
    return { id, embedded: null, checksum };
  }
}

export function vectorsOf({ vector }: AnsweredPoint): TextVectors {
  return { task: vectorNamed('task', vector), content: vectorNamed('content', vector) };
}

export function textHashOf({ payload }: AnsweredPoint): string {
  return HashPayload.parse(payload).text_hash;
}

/** The epoch in which the record was written. */
export function epochOfPoint({ payload }: AnsweredPoint): number {
  return EpochPayload.parse(payload ?? {}).epoch;
}

export function storedRecord({ payload }: AnsweredPoint): InstructionRecord {
  return JSON.parse(RecordPayload.parse(payload).record) as InstructionRecord;
}

function vectorNamed(name: SpaceName, vectors: unknown): Float32Array {
  const named =
    typeof vectors === 'object' && vectors !== null ? (vectors as Record<string, unknown>)[name] : null;
  if (!Array.isArray(named)) throw new Error(`Qdrant answered a point without the vector ${name}.`);
  return Float32Array.from(named as number[]);
}
