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
      await (await beside())?.delete(selection);
      return store.delete(selection);
    },
  };
}
