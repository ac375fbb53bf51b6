import { eachOperation } from '../store/each-operation.ts';
import type { RecordStore } from '../store/port.ts';
import type { Encoding } from './port.ts';

/**
 * A store that deletes records from the other encoding as well. Otherwise a move to the next encoder would bring
 * deleted records back.
 * @param beside gives the other encoding, if there is one at the time of the deletion
 */
export function deletingInBoth(store: RecordStore, beside: () => Promise<Encoding | undefined>): RecordStore {
  return {
    ...eachOperation(store, (_operation, run) => run()),
    delete: async (selection) => {
      await (await beside())?.store.delete(selection);
      return store.delete(selection);
    },
  };
}
