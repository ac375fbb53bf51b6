import { counted, grouped } from '../../schemas/counted.ts';
import { KindredError } from '../../schemas/errors.ts';
import type { EmbeddedRecord, RecordStore } from './port.ts';
import { checksumOf, pagesOf, type Source } from './walk-records.ts';
import { wholeLoad, type Loadable } from './whole-load.ts';

export interface Copied {
  /** Number of records in the source. */
  readonly records: number;
  /** Number of records that the target did not have before. */
  readonly copied: number;
  /** SHA-256 over every record and its vectors in the order of ids, which is the same on both sides. */
  readonly checksum: string;
}

/** Lets a caller follow long work on records, and end it. */
export interface CopyWatch {
  readonly signal: AbortSignal;
  onProgress(message: string): void;
}

type Target = Source & Loadable & Pick<RecordStore, 'existing' | 'upsert'>;

/**
 * Copies every record with its vectors, and compares both sides afterwards. Records that the target has already are not
 * written again, so an interrupted copy goes on where it ended.
 * @throws KindredError `conflict` when the target then holds other records or vectors than the source
 */
export async function copyRecords(source: Source, target: Target, watch: CopyWatch): Promise<Copied> {
  const records = await source.count({});
  const copied = await wholeLoad(target, watch.signal, () => copyMissing(source, target, records, watch));
  watch.onProgress('comparing both sides');
  const [expected, found] = [await checksumOf(source, watch.signal), await checksumOf(target, watch.signal)];
  if (expected === found) return { records, copied, checksum: found };
  const there = await target.count({});
  throw new KindredError(
    'conflict',
    `The target is not equal to the source: ${counted(there, 'record')} against ${grouped(records)}` +
      (there === records ? ', and some differ in their fields or vectors.' : '.') +
      ' Nothing was removed. It may have had records of its own: choose an empty target, or delete those first.',
  );
}

async function copyMissing(
  source: Source,
  target: Target,
  records: number,
  watch: CopyWatch,
): Promise<number> {
  let [seen, copied] = [0, 0];
  for await (const page of pagesOf(source, watch.signal)) {
    seen += page.length;
    copied += await writeMissing(target, page);
    watch.onProgress(`copied ${seen} of ${records} records`);
  }
  return copied;
}

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
