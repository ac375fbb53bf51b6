import { KindredError } from '../../schemas/errors.ts';
import { eachOperation } from '../store/each-operation.ts';
import type { RecordStore } from '../store/port.ts';
import type { EpochFiles } from './epoch-files.ts';

/**
 * A store for commands that write records without a service, such as `restore`: what they write belongs to the present
 * epoch of its corpus, so that nothing that finishes an earlier deletion takes it for older.
 * @throws KindredError `conflict` when a deletion has not ended: it would remove what is written now
 */
export async function writtenInEpochs(store: RecordStore, files: EpochFiles): Promise<RecordStore> {
  const epochs = await files.readAll();
  const open = [...epochs].find(([, { deleting }]) => deleting)?.[0];
  if (open !== undefined) {
    throw new KindredError(
      'conflict',
      `The deletion of the corpus '${open}' was cut off, and would remove what is written now. Start the service once, ` +
        'which finishes it.',
    );
  }
  const epochOf = (corpus: string): number => epochs.get(corpus)?.epoch ?? 0;
  return {
    ...eachOperation(store, (_operation, run) => run()),
    upsert: (records) => store.upsert(records.map((one) => ({ ...one, epoch: epochOf(one.record.corpus) }))),
  };
}
