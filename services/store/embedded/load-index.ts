import { counted } from '../../../schemas/counted.ts';
import type { ZVecCollection } from '@zvec/zvec';
import { RecordIndex } from './record-index.ts';
import { MAX_TOPK } from './zvec-collection.ts';
import { BUCKETS, INDEX_FIELDS, indexEntryOf } from './zvec-record.ts';

/**
 * Reads the index of all records: in one query when there are at most `answerLimit` records, otherwise bucket by bucket.
 * (The engine also has an iterator, but it starts a new segment at every opening, and opening takes longer with every
 * segment.)
 * @throws Error when not every record was read
 */
export async function loadIndex(collection: ZVecCollection, answerLimit = MAX_TOPK): Promise<RecordIndex> {
  const index = new RecordIndex();
  const total = collection.stats.docCount;
  if (total === 0) return index;
  const parts =
    total <= answerLimit ? [{}] : Array.from({ length: BUCKETS }, (_, at) => ({ filter: `bucket = ${at}` }));
  for (const part of parts) {
    const docs = await collection.query({ ...part, topk: answerLimit, outputFields: INDEX_FIELDS });
    for (const doc of docs) index.put(indexEntryOf(doc));
  }
  if (index.size === total) return index;
  throw new Error(`it has ${counted(total, 'record')}, of which only ${index.size} could be read`);
}
