import { eachOperation } from '../store/each-operation.ts';
import type { RecordStore } from '../store/port.ts';
import type { Encoding } from './port.ts';

/** The store, whose records are also deleted from the space beside it: a move must not bring them back. */
export function deletingInBoth(store: RecordStore, beside: () => Promise<Encoding | undefined>): RecordStore {
  return {
    ...eachOperation(store, (_operation, run) => run()),
    delete: async (selection) => {
      await (await beside())?.store.delete(selection);
      return store.delete(selection);
    },
  };
}
