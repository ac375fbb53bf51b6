import { eachOperation } from '../store/each-operation.ts';
import type { RecordStore } from '../store/port.ts';
import type { Encoding } from './port.ts';

/**
 * The store with a `delete` that also deletes the records from the other encoding while corpora are embedded anew, so that
 * the end of that move does not bring them back.
 * @param beside finds the other encoding; undefined when there is none
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
