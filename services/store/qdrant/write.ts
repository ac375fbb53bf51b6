import type { Schemas } from '@qdrant/js-client-rest';
import type { EmbeddedRecord } from '../port.ts';
import type { QdrantConnection } from './connection.ts';
import { writtenSince } from './filter.ts';
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
  const batches = batchesOf([...latest.values()].sort((a, b) => epochOf(a) - epochOf(b)));
  const write = async (): Promise<void> => {
    for (const { epoch, points } of batches) {
      // What was written in a later epoch stays: this writer may have slept while its corpus was deleted and filled anew.
      const update_filter = { must_not: [writtenSince(epoch + 1)] };
      await connection.call((client) => client.upsert(collection, { points, wait: true, update_filter }));
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, write));
}

interface Batch {
  readonly epoch: number;
  readonly points: Schemas['PointStruct'][];
}

function epochOf({ epoch = 0 }: EmbeddedRecord): number {
  return epoch;
}

/** Divides records into batches, each of one epoch. @param records in the order of their epochs */
function* batchesOf(records: readonly EmbeddedRecord[]): Generator<Batch> {
  let batch: Batch | null = null;
  let characters = 0;
  for (const embedded of records) {
    const point = pointOf(embedded);
    const epoch = epochOf(embedded);
    const size = String(point.payload?.['record']).length + VECTOR_CHARACTERS;
    const isFull = batch?.points.length === POINTS_A_REQUEST || characters + size > CHARACTERS_A_REQUEST;
    if (batch === null || isFull || batch.epoch !== epoch) {
      if (batch !== null) yield batch;
      batch = { epoch, points: [] };
      characters = 0;
    }
    batch.points.push(point);
    characters += size;
  }
  if (batch !== null) yield batch;
}
