import { eachOperation } from '../store/each-operation.ts';
import type { RecordStore } from '../store/port.ts';

/**
 * A store that deletes records from the other encoding as well. Otherwise a move to the next encoder would bring
 * deleted records back.
 * @param beside gives the store of the other encoding as it was opened, if there is one at the time of the deletion.
 * Never one of `deletingInBoth`: the two would delete through each other for ever
 */
export function deletingInBoth(
  store: RecordStore,
  beside: () => Promise<RecordStore | undefined>,
): RecordStore {
  return {
    ...eachOperation(store, (_operation, run) => run()),
    delete: async (selection) => {
      const other = await beside();
      await other?.delete(selection);
      const deleted = await store.delete(selection);
      // A move may have copied records from here meanwhile. It looks again at what it has copied, so one of the two finds them.
      if (selection.ids !== undefined) await other?.delete(selection);
      return deleted;
    },
  };
}
