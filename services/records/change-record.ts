import { KindredError } from '../../schemas/errors.ts';
import type { InstructionRecord } from '../../schemas/record.ts';
import { at } from '../runtime/at.ts';
import { changedContent, changedOrigin, type ContentChange } from '../corpus/changed-record.ts';
import { toRecord } from '../corpus/record.ts';
import { holdersOf } from './holders.ts';
import { writeNew } from './put-records.ts';
import { claimOf, claimOfKey, type WriteOrder, type WritingDeps } from './record-writer.ts';

type DeletionDeps = Pick<WritingDeps, 'writing'> & { readonly store: Pick<WritingDeps['store'], 'delete'> };

/** A record after a change, and the ids that it had before. */
export interface ChangedRecord {
  readonly record: InstructionRecord;
  readonly replaced: readonly string[];
}

/**
 * Changes some fields of a record. The changed record has another id, since ids follow from content, and is stored before the
 * old one is deleted.
 * @param find finds the record to change; it is asked again when it is the turn of this change
 * @throws KindredError `conflict` when another record has the new key of the user, or the corpus is deleted meanwhile, and what
 * `find`, the store and the encoder throw
 */
export async function changeRecord(
  find: () => Promise<InstructionRecord>,
  change: ContentChange,
  order: WriteOrder,
  deps: WritingDeps,
): Promise<ChangedRecord> {
  const { corpus } = order;
  const key = change.user_id ?? null;
  const claimed = new Set([claimOf(await find()), ...(key === null ? [] : [claimOfKey(corpus, key)])]);
  return deps.writing.keys.during([...claimed], async () => {
    const before = await find();
    const content = changedContent(before, change);
    const record = toRecord(content, corpus, null, changedOrigin(before, content));
    if (record.id === before.id) return { record: before, replaced: [] };
    if (key !== null && key !== before.user_id) await refuseTaken(key, corpus, deps);
    const stored = await deps.store.existing([record.id], order.epoch);
    if (!stored.has(record.id)) await writeNew([record], order, deps);
    await deps.store.delete({ corpora: [corpus], ids: [before.id] });
    const [written] = await deps.store.fetch([record.id]);
    return { record: written?.record ?? record, replaced: [before.id] };
  });
}

async function refuseTaken(key: string, corpus: string, { store }: WritingDeps): Promise<void> {
  const holders = (await holdersOf([key], corpus, store, 1)).get(key) ?? [];
  if (holders.length === 0) return;
  throw new KindredError(
    'conflict',
    `user_id: the record ${at(holders, 0).id} of '${corpus}' has the user_id '${key}'. Give another one, or delete that record first.`,
    { field: 'user_id' },
  );
}

/**
 * Deletes records of a corpus when nobody is replacing them.
 * @param find finds some of the records to delete; it is asked again when it is the turn of this deletion
 * @param most so many records `find` gives when there may be more
 * @returns how many there were
 */
export async function deleteRecords(
  find: () => Promise<readonly InstructionRecord[]>,
  corpus: string,
  most: number,
  { store, writing }: DeletionDeps,
): Promise<number> {
  const claimed = new Set((await find()).map(claimOf));
  if (claimed.size === 0) return 0;
  return writing.keys.during([...claimed], async () => {
    let deleted = 0;
    for (;;) {
      const found = await find();
      deleted += await store.delete({ corpora: [corpus], ids: found.map(({ id }) => id) });
      if (found.length < most) return deleted;
    }
  });
}
