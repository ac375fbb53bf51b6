import { InstructionRecord } from '../../schemas/record.ts';
import { embeddingText, textHash } from '../corpus/embedding-text.ts';
import { recordId } from '../corpus/record.ts';
import type { EmbeddedRecord, SpaceSignature, StoredForm } from './port.ts';
import { recordChecksum } from './record-checksum.ts';

/** How far from 1 the length of a vector may be. Encoders compute with 32-bit numbers. */
const LENGTH_TOLERANCE = 1e-3;

/**
 * What is wrong with a record as it is stored; null when nothing is. The id is a checksum of the content, the hash of the
 * text one of what was embedded, and the checksum beside the record one of everything. Records of earlier versions have no
 * checksum: of these an altered label or origin, and a vector that was altered and still has the length 1, is not found.
 */
export function faultOfStored(
  { id, embedded, checksum }: StoredForm,
  signature: SpaceSignature,
): string | null {
  if (embedded === null) return 'it cannot be read';
  if (embedded.record.id !== id) return 'it is stored under another id than its own';
  const fault = faultOfRecord(embedded, signature.dimensions);
  if (fault !== null || checksum === null) return fault;
  return recordChecksum(embedded) === checksum
    ? null
    : 'its label, kind, origin or vectors are not those of its checksum';
}

/** What is wrong with a record, by its own id and hash. */
export function faultOfRecord(
  { record, vectors }: EmbeddedRecord,
  dimensions: SpaceSignature['dimensions'] | null,
): string | null {
  if (!InstructionRecord.safeParse(record).success) return 'it has not the form of a record';
  if (recordId(record, record.corpus) !== record.id) return 'its content is not that of its id';
  if (textHash(embeddingText(record)) !== record.text_hash) return 'the hash of its text is another one';
  for (const space of ['task', 'content'] as const) {
    if (dimensions !== null && vectors[space].length !== dimensions[space])
      return `its vector ${space} is cut`;
    if (Math.abs(Math.hypot(...vectors[space]) - 1) > LENGTH_TOLERANCE) {
      return `its vector ${space} has not the length 1`;
    }
  }
  return null;
}
