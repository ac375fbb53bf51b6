import type { CopyWatch } from './copy-records.ts';
import type { RecordStore } from './port.ts';
import { faultOfStored } from './record-faults.ts';

const PAGE = 500;
/** At most this many altered records are listed; all are counted. */
const MOST_LISTED = 10_000;

export interface AlteredRecord {
  readonly id: string;
  readonly why: string;
}

export interface Verified {
  readonly records: number;
  /** How many of them have a checksum of their label, kind, origin and vectors; those of earlier versions have none. */
  readonly with_checksum: number;
  readonly altered: number;
  /** The altered records, the first 10,000 of them. */
  readonly listed: readonly AlteredRecord[];
}

/** Reads every record of a store with its vectors, and tells which are not as they were written. It changes nothing. */
export async function verifyRecords(
  store: Pick<RecordStore, 'signature' | 'count' | 'stored'>,
  watch: CopyWatch,
): Promise<Verified> {
  const total = await store.count({});
  const listed: AlteredRecord[] = [];
  let [records, checked, altered] = [0, 0, 0];
  for (let after: string | null | undefined; after !== null;) {
    watch.signal.throwIfAborted();
    const page = await store.stored({ limit: PAGE, ...(after !== undefined && { after }) });
    for (const form of page.records) {
      records++;
      if (form.checksum !== null) checked++;
      const why = faultOfStored(form, store.signature);
      if (why === null) continue;
      altered++;
      if (listed.length < MOST_LISTED) listed.push({ id: form.id, why });
    }
    watch.onProgress(`${records} of ${total} records, ${altered} altered`);
    after = page.next;
  }
  return { records, with_checksum: checked, altered, listed };
}
