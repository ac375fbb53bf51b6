import type { RecordStore, Selection } from '../store/port.ts';
import type { Access } from './access.ts';

/** What the API does with a store. */
export type AskedStore = Pick<
  RecordStore,
  | 'signature'
  | 'nearest'
  | 'lexical'
  | 'sample'
  | 'scroll'
  | 'count'
  | 'facet'
  | 'delete'
  | 'endLoading'
  | 'ping'
>;

/**
 * The store as the asker sees it: other corpora than theirs neither appear nor are counted nor deleted. Every question
 * goes through a selection, so no route can forget it.
 */
export function visibleStore(store: RecordStore, { corpora }: Access): AskedStore {
  if (corpora === null) return store;
  const within = <S extends Selection>(selection: S): S => ({
    ...selection,
    corpora: selection.corpora?.filter((name) => corpora.has(name)) ?? [...corpora],
  });
  return {
    signature: store.signature,
    nearest: (query) => store.nearest(within(query)),
    lexical: (query) => store.lexical(within(query)),
    sample: (selection, count, seed) => store.sample(within(selection), count, seed),
    scroll: (selection, options) => store.scroll(within(selection), options),
    count: (selection) => store.count(within(selection)),
    facet: (field, selection) => store.facet(field, within(selection)),
    delete: (selection) => store.delete(within(selection)),
    endLoading: () => store.endLoading(),
    ping: () => store.ping(),
  };
}
