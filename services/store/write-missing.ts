import type { EmbeddedRecord, RecordStore } from './port.ts';

/** Writes those of `records` that are not stored yet, and returns their number. */
export async function writeMissing(
  store: Pick<RecordStore, 'existing' | 'upsert'>,
  records: readonly EmbeddedRecord[],
): Promise<number> {
  const present = await store.existing(records.map(({ record }) => record.id));
  const missing = records.filter(({ record }) => !present.has(record.id));
  await store.upsert(missing);
  return missing.length;
}
