import { KindredError } from '../../schemas/errors.ts';
import type { EmbeddedRecord, RecordStore } from './port.ts';
import { checksumOf, pagesOf, type Source } from './walk-records.ts';
import { wholeLoad, type Loadable } from './whole-load.ts';

export interface Copied {
  /** Records that the source has. */
  readonly records: number;
  /** Those that were not there before. */
  readonly copied: number;
  /** SHA-256 over every id, record and vector, in the order of ids; the same on both sides. */
  readonly checksum: string;
}

export interface CopyWatch {
  readonly signal: AbortSignal;
  onProgress(message: string): void;
}

type Target = Source & Loadable & Pick<RecordStore, 'existing' | 'upsert'>;

/**
 * Copies every record with its vectors, and compares both sides afterwards. What is there already is not written again,
 * so an interrupted copy goes on where it was.
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
    `The target is not equal to the source: ${there} records against ${records}` +
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

/** Writes those of `records` that are not stored yet; returns how many. */
export async function writeMissing(
  store: Pick<RecordStore, 'existing' | 'upsert'>,
  records: readonly EmbeddedRecord[],
): Promise<number> {
  const present = await store.existing(records.map(({ record }) => record.id));
  const missing = records.filter(({ record }) => !present.has(record.id));
  await store.upsert(missing);
  return missing.length;
}
