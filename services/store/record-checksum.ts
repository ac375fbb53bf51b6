import { createHash } from 'node:crypto';
import type { EmbeddedRecord } from './port.ts';

/** 128 bits in hexadecimal. */
const LENGTH = 32;

/**
 * A checksum of everything that is stored of a record: its texts, label, kind and origin, and both vectors. It is stored beside
 * the record, and does not become another one by being stored: the sign of a zero, which Qdrant drops, does not count.
 */
export function recordChecksum({ record, vectors }: EmbeddedRecord): string {
  const hash = createHash('sha256').update(JSON.stringify(record));
  for (const vector of [vectors.task, vectors.content]) {
    hash.update(new Uint8Array(vector.map((component) => component + 0).buffer));
  }
  return hash.digest('hex').slice(0, LENGTH);
}
