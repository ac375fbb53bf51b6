import type { RecordStore } from './port.ts';

/** Runs an operation of the store and gives its result. It is told the name of the operation. */
type Around = <R>(operation: string, run: () => Promise<R>) => Promise<R>;

/** A store that runs each operation that asks or changes the given one by means of `around`. */
export function eachOperation(store: RecordStore, around: Around): RecordStore {
  return {
    signature: store.signature,
    upsert: (records) => around('upsert', () => store.upsert(records)),
    existing: (ids, since) => around('existing', () => store.existing(ids, since)),
    fetch: (ids) => around('fetch', () => store.fetch(ids)),
    vectorsByTextHash: (hashes, corpora) =>
      around('vectors_by_text_hash', () => store.vectorsByTextHash(hashes, corpora)),
    nearest: (query) => around('nearest', () => store.nearest(query)),
    lexical: (query) => around('lexical', () => store.lexical(query)),
    sample: (selection, count, seed) => around('sample', () => store.sample(selection, count, seed)),
    scroll: (selection, options) => around('scroll', () => store.scroll(selection, options)),
    stored: (options) => around('stored', () => store.stored(options)),
    count: (selection) => around('count', () => store.count(selection)),
    hasAny: (selection) => around('has_any', () => store.hasAny(selection)),
    facet: (field, selection, most) => around('facet', () => store.facet(field, selection, most)),
    firstOfEach: (field, values, most, selection) =>
      around('first_of_each', () => store.firstOfEach(field, values, most, selection)),
    delete: (selection) => around('delete', () => store.delete(selection)),
    startLoading: () => around('start_loading', () => store.startLoading()),
    endLoading: () => around('end_loading', () => store.endLoading()),
    untilSettled: (signal) => store.untilSettled(signal),
    ping: () => store.ping(),
    close: () => store.close(),
  };
}
