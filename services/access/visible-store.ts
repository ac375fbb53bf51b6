import type { LexicalQuery, Neighbour, RecordStore, RecordSelector } from '../store/port.ts';
import { weighAmong } from '../store/weigh-among.ts';
import type { Access } from './access.ts';

/** The operations of a store that the API uses. */
export type AskedStore = Pick<
  RecordStore,
  | 'signature'
  | 'nearest'
  | 'lexical'
  | 'sample'
  | 'scroll'
  | 'fetch'
  | 'count'
  | 'hasAny'
  | 'facet'
  | 'firstOfEach'
  | 'delete'
  | 'endLoading'
  | 'ping'
>;

/**
 * Searches by words without telling a key how often words occur in corpora that it must not see: a store weighs words by
 * their rarity among all records, so the results are weighed again as if there were no others. The rarity still decides
 * which records are among the results when more than `limit` share a word with the text.
 */
async function ownLexical(
  store: RecordStore,
  query: LexicalQuery,
  visible: RecordSelector,
): Promise<Neighbour[]> {
  const [found, total] = await Promise.all([store.lexical(query), store.count(visible)]);
  return weighAmong(query.text, found, total);
}

/**
 * The store as a caller may see it: corpora that do not exist for the caller are neither found, nor counted, nor deleted.
 * Every operation is limited here, so that no route can forget to do so.
 */
export function visibleStore(store: RecordStore, { corpora }: Access): AskedStore {
  if (corpora === null) return store;
  const within = <S extends RecordSelector>(selection: S): S => ({
    ...selection,
    corpora: selection.corpora?.filter((name) => corpora.has(name)) ?? [...corpora],
  });
  return {
    signature: store.signature,
    nearest: (query) => store.nearest(within(query)),
    lexical: (query) => ownLexical(store, within(query), within({})),
    sample: (selection, count, seed) => store.sample(within(selection), count, seed),
    scroll: (selection, options) => store.scroll(within(selection), options),
    fetch: async (ids) => (await store.fetch(ids)).filter(({ record }) => corpora.has(record.corpus)),
    count: (selection) => store.count(within(selection)),
    hasAny: (selection) => store.hasAny(within(selection)),
    facet: (field, selection, most) => store.facet(field, within(selection), most),
    firstOfEach: (field, values, most, selection) =>
      store.firstOfEach(field, values, most, within(selection)),
    delete: (selection) => store.delete(within(selection)),
    endLoading: () => store.endLoading(),
    ping: () => store.ping(),
  };
}
