import type { Schemas } from '@qdrant/js-client-rest';
import type { EmbeddedRecord } from '../port.ts';
import type { QdrantConnection } from './connection.ts';
import { pointOf } from './point.ts';

/** The most points in one request. */
const POINTS_A_REQUEST = 256;
/**
 * A request with this many characters gets no further point. The server takes 32 MiB, and one record alone may have nine
 * million characters.
 */
const CHARACTERS_A_REQUEST = 4_000_000;
/** How many requests are under way at the same time. */
const IN_FLIGHT = 3;
/** About this many characters the two vectors of a point take in a request. */
const VECTOR_CHARACTERS = 9_500;

/**
 * Writes records; one that is stored under the same id is replaced as a whole. It resolves when the server has written
 * them to its log on the disk and finds them in searches.
 */
export async function writePoints(
  connection: QdrantConnection,
  collection: string,
  records: readonly EmbeddedRecord[],
): Promise<void> {
  const latest = new Map(records.map((embedded) => [embedded.record.id, embedded]));
  const batches = batchesOf([...latest.values()]);
  const write = async (): Promise<void> => {
    for (const points of batches) {
      await connection.call((client) => client.upsert(collection, { points, wait: true }));
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, write));
}

function* batchesOf(records: readonly EmbeddedRecord[]): Generator<Schemas['PointStruct'][]> {
  let batch: Schemas['PointStruct'][] = [];
  let characters = 0;
  for (const embedded of records) {
    const point = pointOf(embedded);
    const size = String(point.payload?.['record']).length + VECTOR_CHARACTERS;
    if (batch.length === POINTS_A_REQUEST || (batch.length > 0 && characters + size > CHARACTERS_A_REQUEST)) {
      yield batch;
      batch = [];
      characters = 0;
    }
    batch.push(point);
    characters += size;
  }
  if (batch.length > 0) yield batch;
}
