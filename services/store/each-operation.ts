import type { RecordStore } from './port.ts';

/** Runs one operation of the store, named so, and gives its result. */
type Around = <R>(operation: string, run: () => Promise<R>) => Promise<R>;

/** The store with `around` around every operation that asks or changes it. */
export function eachOperation(store: RecordStore, around: Around): RecordStore {
  return {
    signature: store.signature,
    upsert: (records) => around('upsert', () => store.upsert(records)),
    existing: (ids) => around('existing', () => store.existing(ids)),
    fetch: (ids) => around('fetch', () => store.fetch(ids)),
    vectorsByTextHash: (hashes, corpora) =>
      around('vectors_by_text_hash', () => store.vectorsByTextHash(hashes, corpora)),
    nearest: (query) => around('nearest', () => store.nearest(query)),
    lexical: (query) => around('lexical', () => store.lexical(query)),
    sample: (selection, count, seed) => around('sample', () => store.sample(selection, count, seed)),
    scroll: (selection, options) => around('scroll', () => store.scroll(selection, options)),
    count: (selection) => around('count', () => store.count(selection)),
    facet: (field, selection) => around('facet', () => store.facet(field, selection)),
    delete: (selection) => around('delete', () => store.delete(selection)),
    startLoading: () => around('start_loading', () => store.startLoading()),
    endLoading: () => around('end_loading', () => store.endLoading()),
    untilSettled: (signal) => store.untilSettled(signal),
    ping: () => store.ping(),
    close: () => store.close(),
  };
}
