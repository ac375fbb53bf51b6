import type { RecordStore } from '../store/port.ts';
import type { Space } from './port.ts';

/** The store, whose records are also deleted from the space beside it: a move must not bring them back. */
export function deletingInBoth(store: RecordStore, beside: () => Promise<Space | undefined>): RecordStore {
  return {
    signature: store.signature,
    upsert: (records) => store.upsert(records),
    existing: (ids) => store.existing(ids),
    fetch: (ids) => store.fetch(ids),
    vectorsByTextHash: (hashes, corpora) => store.vectorsByTextHash(hashes, corpora),
    nearest: (query) => store.nearest(query),
    lexical: (query) => store.lexical(query),
    sample: (selection, count, seed) => store.sample(selection, count, seed),
    scroll: (selection, options) => store.scroll(selection, options),
    count: (selection) => store.count(selection),
    facet: (field, selection) => store.facet(field, selection),
    delete: async (selection) => {
      await (await beside())?.store.delete(selection);
      return store.delete(selection);
    },
    startLoading: () => store.startLoading(),
    endLoading: () => store.endLoading(),
    untilSettled: (signal) => store.untilSettled(signal),
    ping: () => store.ping(),
    close: () => store.close(),
  };
}
